// Extras for the diagnosis page: logs can be dropped on it, and findings are filtered by source and time. Without this
// script, files are chosen in the form, and a table shows when events happened.

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
  // A dropped log replaces the text that is left from the page before.
  form.querySelector("textarea").value = "";
  form.requestSubmit();
});

const filter = document.querySelector(".levels");
const findings = [...document.querySelectorAll(".finding")];
const bars = [...document.querySelectorAll(".timeline .bar")].filter((bar) => bar.querySelector("rect:not(.ground)"));

/** The moment in a field, in seconds since 1970; `null` if it is empty. */
function moment(field) {
  const text = field?.value ?? "";
  const at = Date.parse(`${text}Z`);
  return Number.isNaN(at) ? null : at / 1000;
}

/** A moment, in seconds since 1970, as a field for times has it. */
function written(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

function field(name) {
  return filter.querySelector(`[name="${name}"]`);
}

/** Hides findings that the filter excludes, except by level: the style sheet does that. */
function show() {
  const [source, from, to] = [field("of").value, moment(field("from")), moment(field("to"))];
  const isIn = ({ first, last }) =>
    (from === null || Number(last) >= from) && (to === null || Number(first) <= to);
  for (const finding of findings) {
    const { dataset } = finding;
    const isOfSource = !source || dataset.source === source;
    finding.hidden = !(isOfSource && isIn(dataset));
  }
  filter.parentElement.querySelector(".none-shown").hidden = findings.some((finding) => finding.checkVisibility());
  for (const bar of bars) {
    const isChosen = (from !== null || to !== null) && isIn({ first: bar.dataset.from, last: bar.dataset.to - 1 });
    bar.classList.toggle("chosen", isChosen);
    bar.setAttribute("aria-pressed", String(isChosen));
  }
}

/** Filters what is on the page; if that is not everything, the server does it. */
function applyFilter() {
  if ("complete" in filter.dataset) show();
  else form.requestSubmit(field("again"));
}

/** Selects a span of time, or all time if it is selected already. */
function choose(bar) {
  const [from, to] = [field("from"), field("to")];
  const [first, last] = [written(bar.dataset.from), written(bar.dataset.to - 1)];
  const isChosen = from.value === first && to.value === last;
  from.value = isChosen ? "" : first;
  to.value = isChosen ? "" : last;
  applyFilter();
}

/** Makes the bars a single tab stop: arrow keys go from one to the next. */
function walk(event) {
  const at = bars.indexOf(event.currentTarget);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1 }[event.key];
  if (to === undefined || !bars[to]) return;
  event.preventDefault();
  event.currentTarget.setAttribute("tabindex", "-1");
  bars[to].setAttribute("tabindex", "0");
  bars[to].focus();
}

if (filter) {
  filter.classList.add("scripted");
  filter.addEventListener("change", () => {
    if ("complete" in filter.dataset) show();
  });
  filter.querySelector(".show-all").addEventListener("click", () => {
    for (const box of filter.querySelectorAll('[type="checkbox"]')) box.checked = true;
    for (const name of ["of", "from", "to"]) if (field(name)) field(name).value = "";
    applyFilter();
  });
  if (field("from")) {
    document.querySelector(".timeline svg")?.setAttribute("role", "group");
    for (const [place, bar] of bars.entries()) {
      bar.setAttribute("role", "button");
      bar.setAttribute("tabindex", place === 0 ? "0" : "-1");
      bar.addEventListener("click", () => choose(bar));
      bar.addEventListener("keydown", (event) => {
        walk(event);
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(bar);
      });
    }
  }
  // When the person goes back, the browser restores the selection after this script has run.
  addEventListener("pageshow", show);
  show();
}
