// Extras for the pages of a guide: the question gets the focus, keys choose answers, ticks are put into the address
// immediately, and the link and the note can be copied. Without this script, a button puts the ticks into the address,
// and the note is a link away.

const MARKS = ["from", "log", "rev", "at", "codes", "quoted", "found"];

// The question gets the focus, unless a field was filled in wrongly: then the page itself sets the focus there.

if (!document.querySelector("main [autofocus]") && !location.hash && document.activeElement === document.body) {
  document.getElementById("step")?.focus({ preventScroll: true });
}

// Keys: 1 chooses the first answer.

const isOff = () => {
  try {
    return localStorage.getItem("fixpath-keys") === "off";
  } catch {
    return false;
  }
};

/** The visible answers, in order; none on a sheet, which has several questions. */
function answers() {
  const fields = document.querySelectorAll("form > .answers");
  if (fields.length !== 1 || document.querySelector("form > div.sheet")) return [];
  return [...fields[0].querySelectorAll(".option:not([hidden])")];
}

function showKeys() {
  for (const key of document.querySelectorAll(".option > kbd")) key.remove();
  if (isOff()) return;
  for (const [at, option] of answers().slice(0, 9).entries()) {
    const key = document.createElement("kbd");
    key.textContent = at + 1;
    key.setAttribute("aria-hidden", "true");
    option.append(key);
  }
}

const isTyping = (target) =>
  target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]');

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  // A key that is held down must not also answer the next question.
  if (event.repeat || !/^[1-9]$/.test(event.key) || isTyping(event.target)) return;
  if (isOff() || document.querySelector("dialog[open]")) return;
  const option = answers()[event.key - 1];
  if (!option) return;
  event.preventDefault();
  (option.querySelector("input") ?? option).click();
});

// Shortcuts may be turned off on this page.
document.addEventListener("change", ({ target }) => {
  if (target.closest?.("dialog")) showKeys();
});
showKeys();

// Ticks

const boxes = [...document.querySelectorAll('.ticks input[type="checkbox"]')];

/** An address with exactly these steps of the current page ticked off; the ticks of other pages stay. */
function ticked(address, boxes) {
  const url = new URL(address, location.href);
  const own = new Set(boxes.map((box) => box.value));
  const pairs = [...url.searchParams];
  // If a guide has a question with the same name, the mark is written as `.from`.
  const isMark = ([name]) => MARKS.includes(name.replace(".", ""));
  const tick = boxes[0].name;
  const isDone = ([name]) => name === tick;
  const query = new URLSearchParams([
    ...pairs.filter((pair) => !isMark(pair) && !isDone(pair)),
    ...pairs.filter((pair) => isDone(pair) && !own.has(pair[1])),
    ...boxes.filter((box) => box.checked).map((box) => [tick, box.value]),
    ...pairs.filter(isMark),
  ]);
  // Spaces are encoded as the pages encode them, so that a reload stays at the same address.
  url.search = String(query).replaceAll("+", "%20");
  return url;
}

/** The complete address to be copied, including the host. */
const here = document.getElementById("walk-link");
here.value = new URL(here.value, location.href);

function keepTicks() {
  history.replaceState(history.state, "", ticked(location.href, boxes));
  for (const link of document.querySelectorAll("a[data-walk]")) link.href = ticked(link.href, boxes);
  here.value = ticked(here.value, boxes);
  for (const back of document.querySelectorAll("input[name=back]")) {
    const { pathname, search } = ticked(back.value, boxes);
    back.value = pathname + search;
  }
  writeNote();
}

for (const box of boxes) box.addEventListener("change", keepTicks);
for (const button of document.querySelectorAll(".save-ticks")) button.hidden = true;

// Several choices on a sheet: "None of these" and "I don't know" exclude all others.

function isExclusive(box) {
  return box.value === "none" || box.value === "unknown";
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.('fieldset input[type="checkbox"]') || !target.checked) return;
  const others = target.form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(target.name)}"]`);
  for (const other of others) {
    if (other !== target && (isExclusive(target) || isExclusive(other))) other.checked = false;
  }
});

// A filter for many answers: those that don't match are hidden, except for the chosen one.

for (const box of document.querySelectorAll(".option-filter")) {
  const field = box.closest("fieldset");
  const input = box.querySelector("input");
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of field.querySelectorAll(".option")) {
      const input = option.querySelector("input");
      const stays = input && (input.checked || isExclusive(input));
      const text = option.querySelector("span").textContent.toLowerCase();
      option.hidden = !stays && !words.every((word) => text.includes(word));
    }
    for (const group of field.querySelectorAll(".option-group")) {
      group.hidden = !group.querySelector(".option:not([hidden])");
    }
    showKeys();
  };
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// The note

const note = document.getElementById("note");

async function writeNote() {
  const link = document.querySelector('a[data-note="text"]');
  if (!note || !link) return;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    note.value = (await answer.text()).trimEnd();
    note.hidden = !note.closest(".ticket-note");
  } catch {
    // The links beside it still work.
  }
}

writeNote();

// When printed, the day is beside the address.

const today = document.querySelector("[data-today]");
if (today) today.textContent = `(printed ${new Intl.DateTimeFormat("en-CA").format()})`;
