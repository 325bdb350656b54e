// Tells the server which sections reached the screen, and for how long the page was in sight.
// ui/reading.js draws it; without either the page works the same.
const form = document.getElementById("sign-form");
const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
let unsent = [];
let seconds = 0;
let since = document.visibilityState === "visible" ? performance.now() : null;

document.addEventListener("cs:seen", ({ detail }) => unsent.push(detail));

function count() {
  if (since === null) return;
  seconds += (performance.now() - since) / 1000;
  since = performance.now();
}

function send() {
  count();
  const whole = Math.floor(seconds);
  if (!unsent.length && !whole) return;
  seconds -= whole;
  const body = JSON.stringify({ sections: unsent, seconds: whole });
  unsent = [];
  fetch(form.dataset.seen, {
    method: "POST", body, keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
  }).catch(() => {});
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    since = performance.now();
  } else {
    send();
    since = null;
  }
});
form.addEventListener("submit", send);
setInterval(send, 10000);
