// Shows which sections have been on the screen, and tells the server. Without it the page works the same.
const progress = document.getElementById("progress");
const sections = [...document.querySelectorAll("[data-section]")];
const beads = [...progress.querySelectorAll(".cs-beads li")];
const words = progress.querySelector("[data-words]");
const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
const seen = new Set();
let unsent = new Set();
let visibleSince = document.visibilityState === "visible" ? performance.now() : null;
let seconds = 0;

progress.hidden = false;

function count() {
  if (visibleSince !== null) {
    seconds += (performance.now() - visibleSince) / 1000;
    visibleSince = performance.now();
  }
}

function draw() {
  words.textContent = `${seen.size} of ${sections.length} parts seen`;
  sections.forEach((section, index) => {
    const state = seen.has(section.dataset.section) ? "is-done" : "is-next";
    beads[index].className = state;
    section.className = state;
    section.querySelector("[data-seen]").textContent = state === "is-done" ? "Seen" : "";
  });
}

function send() {
  count();
  const whole = Math.floor(seconds);
  if (!unsent.size && !whole) return;
  seconds -= whole;
  const body = JSON.stringify({ sections: [...unsent], seconds: whole });
  unsent = new Set();
  fetch(progress.dataset.url, {
    method: "POST", body, keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
  }).catch(() => {});
}

const ends = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    const key = entry.target.parentElement.dataset.section;
    if (!seen.has(key)) {
      seen.add(key);
      unsent.add(key);
      draw();
    }
  }
});
for (const section of sections) {
  const end = document.createElement("span");
  end.className = "cs-end";
  section.append(end);
  ends.observe(end);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    visibleSince = performance.now();
  } else {
    send();
    visibleSince = null;
  }
});
document.getElementById("sign-form").addEventListener("submit", send);
setInterval(send, 10000);
