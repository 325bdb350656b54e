// How far a reader is. A list with data-reading holds knots with data-part and data-seconds; a part is seen when its end
// has stood on the screen for a moment. The beads, the words and each knot's state follow, what was seen goes with the
// form in <input type="hidden" name="parts_seen">, and each part is told in a `cs:seen` event. Without this file nothing is said of it, and signing works alike.
const MOMENT = 700;
const SAY = document.getElementById('reading-words').dataset; // in the page's language

for (const list of document.querySelectorAll('[data-reading]')) {
  const parts = [...list.querySelectorAll(':scope > [data-part]')];
  const field = document.querySelector('input[name="parts_seen"]');
  const progress = document.querySelector('.cs-progress');
  const seen = new Set(field?.value.split(' ').filter(Boolean));

  const show = () => {
    const now = parts.find((part) => !seen.has(part.dataset.part));
    parts.forEach((part, place) => {
      const state = seen.has(part.dataset.part) ? 'done' : part === now ? 'now' : 'next';
      part.className = `is-${state}`;
      part.toggleAttribute('aria-current', false);
      if (state === 'now') part.setAttribute('aria-current', 'step');
      const when = part.querySelector('.cs-when');
      if (when) when.textContent = SAY[state];
      const bead = progress?.querySelectorAll('.cs-beads li')[place];
      if (bead) bead.className = `is-${state}`;
    });
    if (field) field.value = [...seen].join(' ');
    if (progress) progress.querySelector('.cs-progress__words').replaceChildren(...words());
  };

  const words = () => {
    const strong = document.createElement('b');
    strong.textContent = SAY.parts.replace('[seen]', seen.size).replace('[parts]', parts.length);
    const seconds = parts.filter((part) => !seen.has(part.dataset.part))
      .reduce((sum, part) => sum + Number(part.dataset.seconds || 0), 0);
    if (!seconds) return [strong];
    const soft = document.createElement('span');
    soft.className = 'cs-soft';
    const minutes = Math.round(seconds / 60);
    soft.textContent = ` ${([SAY.soon, SAY.one, SAY.two][minutes] ?? SAY.more).replace('[minutes]', minutes)}`;
    return [strong, soft];
  };

  const waiting = new Map();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const part = target.closest('[data-part]');
      clearTimeout(waiting.get(part));
      if (!isIntersecting) continue;
      waiting.set(part, setTimeout(() => {
        seen.add(part.dataset.part);
        document.dispatchEvent(new CustomEvent('cs:seen', { detail: part.dataset.part }));
        watcher.unobserve(target);
        show();
      }, MOMENT));
    }
  });
  for (const part of parts) {
    const texts = part.querySelectorAll('p, li, h2, h3');
    watcher.observe(texts[texts.length - 1] ?? part);
  }
  show();
}
