// Starts GOV.UK's components, and ours: copy buttons, buttons that put words in. Every page works without this file.
import { initAll } from './vendor/govuk-frontend.js';

initAll();
document.body.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt });
});

// <button type="button" data-copy="#id-of-what-to-copy" hidden>Copy</button>, with an element role="status" after it.
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText('value' in source ? source.value : source.textContent.trim());
    const status = button.nextElementSibling;
    status.textContent = 'Copied';
    setTimeout(() => { status.textContent = ''; }, 4000);
  });
}

// <button type="button" data-insert="words" data-into="#id-of-a-box" hidden>: puts words in where the cursor was.
for (const button of document.querySelectorAll('[data-insert]')) {
  const box = document.querySelector(button.dataset.into);
  button.hidden = !box;
  button.addEventListener('click', () => {
    box.setRangeText(button.dataset.insert, box.selectionStart, box.selectionEnd, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
  });
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
