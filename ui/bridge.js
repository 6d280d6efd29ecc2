// What Streamlit's own elements cannot do: buttons inside our HTML, copying, keys, and focus.
//
// A button with data-v-send tells Python its address; one with data-v-copy copies the text of the
// element whose data-v-text has the same value. Nothing is read from anywhere else, and nothing
// that came from outside is ever made into markup here.

const FIND = "[data-testid=stChatInputTextArea], input[type=search], .st-key-v-filters input";
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox]";

function announce(words) {
  let place = document.querySelector("[data-v-live]");
  if (!place) {
    place = Object.assign(document.createElement("div"), { className: "v-hidden" });
    place.setAttribute("role", "status");
    place.setAttribute("data-v-live", "");
    document.body.append(place);
  }
  place.textContent = words;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard outside of https and this machine: the old way.
    const box = Object.assign(document.createElement("textarea"), { value: text });
    box.style.position = "fixed";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

async function copy(button) {
  const card = button.closest("article") ?? document;
  const source = card.querySelector(`[data-v-text="${CSS.escape(button.dataset.vCopy)}"]`);
  if (!source) return;
  const done = await copied(source.textContent);
  announce(done ? "Copied" : "The browser did not allow copying");
  const menu = button.closest("details");
  const label = menu?.querySelector("[data-v-label]");
  if (menu) menu.open = false;
  if (label && done) {
    const before = label.textContent;
    label.textContent = "Copied";
    setTimeout(() => (label.textContent = before), 1600);
  }
}

function show(selector) {
  const found = [...document.querySelectorAll(selector)];
  found.at(-1)?.focus();
  return found.length > 0;
}

const COMING = ".v-card-coming .v-spinner";

// Kept for as long as the page is open: Streamlit takes the component away and puts it back between
// runs, and no press may be lost in between, nor cut an answer off that is on its way.
const memory = (window.vouchPages ??= {
  focus: null, back: null, asked: undefined, data: {}, trigger: null, waiting: [],
});
const MOST = 8;

// Presses wait, in their order, while nothing can take them; while an answer is on its way the last
// one alone counts.
function send(address) {
  const coming = document.querySelector(COMING);
  if (memory.trigger && !coming && !memory.waiting.length) {
    memory.trigger("sent", { address, at: Date.now() });
    return;
  }
  if (coming) memory.waiting = [];
  // Who presses a button again because nothing happened means it once.
  if (memory.waiting.at(-1) !== address && memory.waiting.length < MOST)
    memory.waiting.push(address);
  hand();
}

// One at a time: a second press in the middle of the page's work would break the first one off.
function hand() {
  clearTimeout(memory.later);
  if (!memory.waiting.length) return;
  const idle = document.querySelector("[data-test-script-state=notRunning]");
  if (memory.trigger && idle && !document.querySelector(COMING))
    memory.trigger("sent", { address: memory.waiting.shift(), at: Date.now() });
  if (memory.waiting.length) memory.later = setTimeout(hand, 150);
}

function noted(address) {
  memory.pressed = address;
  if (address.startsWith("source:")) memory.back = address;
}

function press(address) {
  noted(address);
  send(address);
}

function clicked(event) {
  const button = event.target.closest?.("[data-v-send], [data-v-copy]");
  if (!button) {
    for (const menu of document.querySelectorAll("details.v-menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  } else if (button.dataset.vCopy) copy(button);
  else press(button.dataset.vSend);
}

// A long text is saved when its writer pauses: the field's own key for "take this" is pressed.
function typed(event) {
  const field = event.target.closest?.(".st-key-v-edit textarea");
  if (!field) return;
  clearTimeout(memory.pause);
  memory.pause = setTimeout(() => {
    const take = { key: "Enter", ctrlKey: true, bubbles: true };
    if (field.isConnected) field.dispatchEvent(new KeyboardEvent("keydown", take));
  }, 2000);
}

// True where the key was for the field that somebody types in.
function left(event) {
  const field = event.target.closest?.(TYPING);
  const found = event.key === "Enter" && event.target.closest?.(".st-key-v-filters input");
  if (!field || (event.key !== "Escape" && !found)) return false;
  if (event.key === "Escape" && field.getAttribute("aria-expanded") === "true") return true;
  setTimeout(() => field.blur()); // after the field itself has taken the key
  if (event.key === "Escape" && memory.data.escape) send(memory.data.escape);
  return true;
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const menu = document.querySelector("details.v-menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  if (document.querySelector("[role=dialog]")) return;
  if (event.key === "Escape" && document.querySelector(".st-key-v-panel")) return send("close");
  if (left(event)) return;
  if (event.target.closest?.(TYPING)) return;
  const shortcut = `[data-v-send][aria-keyshortcuts="${CSS.escape(event.key)}"]`;
  // The button that is seen says what its key means; that the rest of the page knows of it by now
  // is not certain.
  const button = document.querySelector(shortcut);
  const address = button?.dataset.vSend ?? memory.data.keys?.[event.key];
  if (event.key === "/" && show(FIND)) {
    event.preventDefault();
  } else if (address) {
    event.preventDefault();
    press(address);
  }
}

// Streamlit draws in its own time: look until it is there.
function reach(find, then, tries = 60) {
  const found = find();
  if (found) then(found);
  else if (tries) requestAnimationFrame(() => reach(find, then, tries - 1));
}

function follow({ to, here }) {
  if (to !== memory.to) {
    memory.to = to;
    if (to) reach(() => document.querySelector(to), (field) => field.focus());
  }
  const line = `[data-v-send="${CSS.escape(here ?? "")}"][aria-current]`;
  if (here) reach(() => document.querySelector(line), centred);
}

// A list that was drawn anew stands at its beginning again: show the line that is meant.
function centred(line) {
  if (line === memory.line) return;
  memory.line = line;
  const list = line.closest("nav");
  if (!list) return;
  if (memory.pressed === line.dataset.vSend) line.focus({ preventScroll: true });
  memory.pressed = null;
  const from = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
  list.scrollTop += from - (list.clientHeight - line.offsetHeight) / 2;
}

function settle(opened) {
  for (const marked of document.querySelectorAll("[data-v-send][aria-expanded]"))
    marked.setAttribute("aria-expanded", String(marked.dataset.vSend === opened));
  const asked = document.querySelectorAll(".v-asked");
  if (memory.asked !== undefined && asked.length === memory.asked + 1)
    asked[asked.length - 1].scrollIntoView({ block: "start" });
  memory.asked = asked.length;
  if (opened === memory.focus) return;
  memory.focus = opened;
  const back = `[data-v-send="${CSS.escape(memory.back ?? "")}"]`;
  document.querySelector(opened ? "[data-v-focus]" : back)?.focus({ preventScroll: !opened });
  document.querySelector(".st-key-v-panel .v-quoted")?.scrollIntoView({ block: "nearest" });
}

// What was pressed before this file was there (early.js).
function early() {
  const waited = window.vouchEarly?.splice(0) ?? [];
  for (const { address, key } of waited) {
    const known = address ?? memory.data.keys?.[key];
    if (!known) continue;
    noted(known);
    memory.waiting.push(known);
  }
}

export default function ({ data, setTriggerValue }) {
  memory.data = data ?? {};
  const trigger = (name, value) => setTriggerValue(name, value);
  memory.trigger = trigger;
  if (!memory.listening) {
    memory.listening = true;
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", pressed);
    document.addEventListener("input", typed);
  }
  // Dialogs stand outside of the app's element, which alone knows the theme.
  const app = document.querySelector(".stApp");
  if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
  requestAnimationFrame(() => {
    settle(memory.data.open || null);
    follow(memory.data);
    early();
    hand();
  });
  return () => {
    // The next one may have come before this one goes.
    if (memory.trigger === trigger) memory.trigger = null;
  };
}
