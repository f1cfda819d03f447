// Extras for article pages: ticks are put into the address immediately, and a link unfolds its target. Without this
// script, a button puts the ticks into the address.

const boxes = [...document.querySelectorAll('.steps input[type="checkbox"]')];

/** An address with exactly the steps that are ticked off now. */
function ticked(address) {
  const url = new URL(address, location.href);
  const others = [...url.searchParams].filter(([name]) => name !== "done");
  const done = boxes.filter((box) => box.checked).map((box) => ["done", box.value]);
  // Spaces are encoded as the pages encode them, so that a reload stays at the same address.
  url.search = String(new URLSearchParams([...others, ...done])).replaceAll("+", "%20");
  return url;
}

function count() {
  for (const status of document.querySelectorAll("[data-steps]")) {
    const list = boxes.filter((box) => box.value.replace(/\.\d+$/, "") === status.dataset.steps);
    status.textContent = `${list.filter((box) => box.checked).length} of ${list.length} done`;
  }
}

let asking;

/** Gets the text for the ticket from the server. */
async function writeTicket() {
  const note = document.getElementById("ticket.text");
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(location.href, { signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    note.textContent = page.getElementById("ticket.text").textContent;
  } catch {
    // The old text stays; a newer tick may have sent another request.
  }
}

function keepTicks() {
  history.replaceState(history.state, "", ticked(location.href));
  for (const link of document.querySelectorAll("a[data-ticks]")) link.href = ticked(link.href);
  count();
  writeTicket();
}

for (const box of boxes) box.addEventListener("change", keepTicks);
for (const button of document.querySelectorAll(".steps-foot button")) button.hidden = true;

/** Unfolds the target of a link, since not every browser does that by itself. */
function openTarget() {
  let name = location.hash.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // An invalid escape is used as it is.
  }
  const target = document.getElementById(name);
  let isOpened = false;
  for (let at = target; at; at = at.parentElement) {
    const isClosed = at.matches("details:not([open])");
    if (isClosed) at.open = true;
    isOpened ||= isClosed || at.hasAttribute("hidden");
    at.removeAttribute("hidden");
  }
  if (isOpened) target.scrollIntoView();
}

addEventListener("hashchange", openTarget);
openTarget();
