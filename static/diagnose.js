// Extras for the diagnosis page: logs can be dropped on it, and findings are filtered by source and
// time. Without this script files are chosen by the form, and a table tells when events happened.

const form = document.querySelector("form.open");
const files = form?.querySelector('input[type="file"]');

function holdsFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!files || !holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("drop");
  });
}

document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) form?.classList.remove("drop");
});

document.addEventListener("drop", (event) => {
  if (!files || !holdsFiles(event)) return;
  event.preventDefault();
  form.classList.remove("drop");
  files.files = event.dataTransfer.files;
  // A log that is dropped is what is meant, not the text of the page before.
  form.querySelector("textarea").value = "";
  form.requestSubmit();
});

const findings = [...document.querySelectorAll(".finding")];
const source = document.querySelector(".show-source");
const allTimes = document.querySelector(".show-all-times");
const bars = [...document.querySelectorAll(".timeline .bar")];

/** The selected spans of time, from the first to the last. */
function times() {
  const chosen = bars.filter((bar) => bar.classList.contains("chosen"));
  if (chosen.length === 0) return null;
  const from = Math.min(...chosen.map((bar) => Number(bar.dataset.from)));
  const to = Math.max(...chosen.map((bar) => Number(bar.dataset.to)));
  return { from, to };
}

function filter() {
  const range = times();
  for (const finding of findings) {
    const { first, last } = finding.dataset;
    const isOfSource = !source.value || finding.dataset.source === source.value;
    const isInTime = !range || (first !== undefined && Number(first) < range.to && Number(last) >= range.from);
    finding.hidden = !(isOfSource && isInTime);
  }
  if (allTimes) allTimes.hidden = range === null;
}

function choose(bar) {
  bar.classList.toggle("chosen");
  bar.setAttribute("aria-pressed", String(bar.classList.contains("chosen")));
  filter();
}

if (source) {
  const names = new Set(findings.map((finding) => finding.dataset.source).filter(Boolean));
  for (const name of [...names].sort()) source.append(new Option(name, name));
  source.addEventListener("change", filter);
  document.querySelector(".levels").classList.add("scripted");
  // Going back, the browser restores what was chosen after this script has run.
  addEventListener("pageshow", filter);
  for (const bar of bars.filter((bar) => bar.querySelector("rect:not(.ground)"))) {
    bar.setAttribute("role", "button");
    bar.setAttribute("tabindex", "0");
    bar.setAttribute("aria-pressed", "false");
    bar.addEventListener("click", () => choose(bar));
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(bar);
    });
  }
  document.querySelector(".timeline svg")?.setAttribute("role", "group");
  allTimes.addEventListener("click", () => {
    for (const bar of bars) {
      bar.classList.remove("chosen");
      bar.setAttribute("aria-pressed", "false");
    }
    filter();
  });
  filter();
}
