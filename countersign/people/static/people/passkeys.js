// Passkeys: shows its form where the browser can use them, and asks the device when its button is pressed.
document.addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('passkey-form')
  const byNumbers = /^[0-9.]+$|^\[/.test(location.hostname) // a passkey belongs to a name, never to an IP address
  if (!form || !window.PublicKeyCredential || byNumbers) return
  form.hidden = false
  document.getElementById('passkey-absent')?.remove()
  const problem = document.getElementById('passkey-problem')
  const held = document.getElementById('passkey-data')
  const data = held ? JSON.parse(held.textContent) : null

  async function ask () {
    if (form.dataset.passkey === 'add') {
      const options = data.creation_options
      const selection = options.publicKey.authenticatorSelection
      selection.residentKey = 'required'
      selection.requireResidentKey = true
      selection.userVerification = 'required'
      return window.webauthnJSON.create(options)
    }
    if (form.dataset.passkey === 'login') {
      const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
      return window.webauthnJSON.get((await answer.json()).request_options)
    }
    return window.webauthnJSON.get(data.request_options)
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    problem.hidden = true
    try {
      document.getElementById('passkey-credential').value = JSON.stringify(await ask())
      form.submit()
    } catch {
      problem.hidden = false
    }
  })
})
