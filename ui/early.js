// Presses from before the component of bridge.js is there: kept, and handed over when it comes.
(() => {
  if (window.vouchEarly) return;
  window.vouchEarly = [];
  const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox]";
  const there = () => window.vouchPages?.listening;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-v-send]");
    if (there() || !button) return;
    const address = button.dataset.vSend;
    // Who presses a button again because nothing happened means it once.
    if (window.vouchEarly.at(-1)?.address !== address) window.vouchEarly.push({ address });
  });
  document.addEventListener("keydown", (event) => {
    if (there() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length !== 1 || event.target.closest?.(TYPING)) return;
    const shortcut = `[data-v-send][aria-keyshortcuts="${CSS.escape(event.key)}"]`;
    const address = document.querySelector(shortcut)?.dataset.vSend;
    if (window.vouchEarly.length < 8) window.vouchEarly.push({ address, key: event.key });
  });
})();
