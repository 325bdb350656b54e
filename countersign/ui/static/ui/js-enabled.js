// Says that scripts run, before anything is drawn: what needs them is hidden until then.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
