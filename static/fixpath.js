// Extras for pages that work without them: keyboard shortcuts with a list of them, the theme, and copying. Everything
// attaches to attributes and classes of the pages; the looks are up to the style sheet.

const KEYS_SETTING = "fixpath-keys";

/** Storage may be turned off in the browser; then shortcuts are on, and a choice lasts only for the page. */
const setting = {
  off: false,
  read() {
    try {
      this.off = localStorage.getItem(KEYS_SETTING) === "off";
    } catch {
      // The value for this page stays.
    }
    return this.off;
  },
  write(off) {
    this.off = off;
    try {
      localStorage.setItem(KEYS_SETTING, off ? "off" : "on");
    } catch {
      // It lasts only for this page.
    }
  },
};

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

// The ticket that somebody works on: it comes with the address of one page, and fills the forms of those after it.

const PERSON = document.querySelector(".account")?.dataset.person ?? "";
const TICKET = `fixpath-ticket ${PERSON}`;
try {
  const named = new URLSearchParams(location.search).get("ticket");
  if (named !== null) sessionStorage.setItem(TICKET, named);
  const ticket = sessionStorage.getItem(TICKET) ?? "";
  for (const input of document.querySelectorAll(":is(#desk, .walk-save) input[name=ticket]")) input.value ||= ticket;
} catch {
  // It has to be typed.
}

// Keys

function focusSearch() {
  const box = document.querySelector("main textarea[data-enter-submits], #site-search");
  box?.focus();
  box?.select();
  return Boolean(box);
}

/** Moves the focus through the titles of the results; false if there are no more. */
function walkHits(step) {
  const links = [...document.querySelectorAll(".hits :is(h2, h3, h4) a")];
  const at = links.indexOf(document.activeElement);
  const next = at < 0 && step < 0 ? undefined : links[at + step];
  next?.focus();
  return Boolean(next);
}

let dialog;

function showKeys() {
  dialog ??= makeDialog();
  if (!dialog.open) dialog.showModal();
  return true;
}

function makeDialog() {
  const off = element("input", { type: "checkbox", checked: setting.read() });
  off.addEventListener("change", () => setting.write(off.checked));
  const rows = [
    [["/", "s"], "Go to the search box"],
    [["Ctrl+Enter"], "Search for, or diagnose, what is in a large box"],
    [["j", "k"], "Next and previous result (also ↓ and ↑)"],
    [["1", "9"], "Choose the first to the ninth answer of a question"],
    [["?"], "Show keyboard shortcuts"],
  ];
  const list = element("dl", { className: "fields" });
  for (const [keys, what] of rows) {
    const term = element("dt");
    keys.forEach((key, index) => term.append(index ? (keys[0] === "1" ? " to " : " or ") : "", element("kbd", { textContent: key })));
    list.append(element("div", {}, term, element("dd", { textContent: what })));
  }
  const made = element(
    "dialog",
    { className: "keys" },
    element("h2", { id: "keys-title", textContent: "Keyboard shortcuts" }),
    list,
    element("label", { className: "option" }, off, "Turn off keyboard shortcuts"),
    element("form", { method: "dialog" }, element("button", { className: "button primary", textContent: "Close" })),
  );
  made.setAttribute("aria-labelledby", "keys-title");
  document.body.append(made);
  return made;
}

const ACTIONS = {
  "/": focusSearch,
  s: focusSearch,
  "?": showKeys,
  ArrowDown: () => walkHits(1),
  ArrowUp: () => walkHits(-1),
  j: () => walkHits(1),
  k: () => walkHits(-1),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches?.("textarea.paste")) {
    event.preventDefault();
    target.form.requestSubmit();
    return;
  }
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" && !event.shiftKey && target.matches?.("textarea[data-enter-submits]")) {
    // A pasted text of several lines may still be edited; a single line is a query.
    if (!target.value.includes("\n") && target.value.trim()) {
      event.preventDefault();
      target.form.requestSubmit();
    }
    return;
  }
  if (dialog?.open || !Object.hasOwn(ACTIONS, key) || setting.read()) return;
  const leavesSearch = key === "ArrowDown" && target.matches?.("#site-search");
  if (isTyping(target) && !leavesSearch) return;
  if (ACTIONS[key]()) event.preventDefault();
});

// Elements that need this script are hidden without it.
for (const waiting of document.querySelectorAll("[data-copy], [data-keys], [data-theme-choice]")) waiting.hidden = false;

// Even with the shortcuts turned off, the list can be opened here.
document.querySelector("[data-keys]")?.addEventListener("click", showKeys);

// The theme, which `theme.js` applies before a page is drawn

const theme = document.querySelector("[data-theme-choice] select");
if (theme) {
  theme.value = document.documentElement.dataset.theme ?? "";
  theme.addEventListener("change", () => {
    document.documentElement.dataset.theme = theme.value;
    try {
      localStorage.setItem("fixpath-theme", theme.value);
    } catch {
      // It lasts only for this page.
    }
  });
}

// Copying

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without TLS there is no clipboard interface, but a selection can be copied.
  const area = element("textarea", { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copying was refused");
}

/** The live region beside the button; it must exist before its text changes. */
function liveRegion(button) {
  const beside = button.parentElement.querySelector('.copied[role="status"]');
  if (beside) return beside;
  const made = element("span", { className: "copied" });
  made.setAttribute("role", "status");
  button.after(" ", made);
  return made;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const region = liveRegion(button);
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    region.textContent = "";
    try {
      await copy(source.value ?? source.textContent);
      region.textContent = "Copied";
    } catch {
      region.textContent = "Couldn’t copy. Select the text and copy it yourself.";
    }
    button.focus();
  });
}
