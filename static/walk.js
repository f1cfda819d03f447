// Extras for the pages of a guide: ticks go into the address at once, and the note is ready to be copied.
// Without this script a button puts the ticks into the address, and the note is a link away.

const MARKS = ["from", "log", "rev", "at", "codes", "quoted", "found"];

const boxes = [...document.querySelectorAll('.ticks input[type="checkbox"]')];

/** An address with just these steps of the present page ticked off; the ticks of other pages stay. */
function ticked(address, boxes) {
  const url = new URL(address, location.href);
  const own = new Set(boxes.map((box) => box.value));
  const pairs = [...url.searchParams];
  // A guide that has a question of such a name writes the mark as `.from`.
  const isMark = ([name]) => MARKS.includes(name.replace(".", ""));
  const tick = boxes[0].name;
  const isDone = ([name]) => name === tick;
  const query = new URLSearchParams([
    ...pairs.filter((pair) => !isMark(pair) && !isDone(pair)),
    ...pairs.filter((pair) => isDone(pair) && !own.has(pair[1])),
    ...boxes.filter((box) => box.checked).map((box) => [tick, box.value]),
    ...pairs.filter(isMark),
  ]);
  // Spaces as the pages write them, so that a reload stays at the same address.
  url.search = String(query).replaceAll("+", "%20");
  return url;
}

function keepTicks() {
  history.replaceState(history.state, "", ticked(location.href, boxes));
  for (const link of document.querySelectorAll("a[data-walk]")) link.href = ticked(link.href, boxes);
  writeNote();
}

for (const box of boxes) box.addEventListener("change", keepTicks);
for (const button of document.querySelectorAll(".save-ticks")) button.hidden = true;

// Several choices: "None of these" and "I don't know" stand alone.

function isAlone(box) {
  return box.value === "none" || box.value === "unknown";
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.('fieldset input[type="checkbox"]') || !target.checked) return;
  const others = target.form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(target.name)}"]`);
  for (const other of others) {
    if (other !== target && (isAlone(target) || isAlone(other))) other.checked = false;
  }
});

// A filter for many answers: those that don't match are hidden, but for the one that is chosen.

for (const box of document.querySelectorAll(".option-filter")) {
  const field = box.closest("fieldset");
  const input = box.querySelector("input");
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of field.querySelectorAll(".option")) {
      const button = option.querySelector("input");
      const text = option.textContent.toLowerCase();
      option.hidden = !button.checked && !isAlone(button) && !words.every((word) => text.includes(word));
    }
    for (const group of field.querySelectorAll(".option-group")) {
      group.hidden = !group.querySelector(".option:not([hidden])");
    }
  };
  box.hidden = false;
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// The note

const note = document.getElementById("note");

async function writeNote() {
  const link = document.querySelector('.ticket-note a[data-note="text"]');
  if (!note || !link) return;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    note.value = (await answer.text()).trimEnd();
    note.rows = note.value.split("\n").length + 1;
    note.hidden = false;
  } catch {
    // The links beside it stay.
  }
}

writeNote();
