// Suggestions below the search boxes: an editable combobox with a list, according to the ARIA Authoring Practices.
// Attaches to [data-suggest], which holds the address to ask. Without this script, or while the server is away, a box
// works as a plain text box.

const WAIT = 90; // milliseconds of rest before the server is asked
const LONGEST = 120; // characters; whoever has typed more needs no suggestions

// The kind of a suggestion, if its text does not say it.
const KINDS = { article: "article", code: "error code", event: "", guide: "guide", product: "product", source: "event source" };

function made(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function option(suggestion, id) {
  const item = made(
    "li",
    { id },
    made("span", { className: "suggestion", textContent: suggestion.text }),
    " ",
    made("span", { className: "meta", textContent: [KINDS[suggestion.kind], suggestion.note].filter(Boolean).join(" · ") }),
  );
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  return item;
}

function attach(box, number) {
  const list = made("ul", { id: `suggestions-${number}`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const status = made("span", { className: "visually-hidden" });
  status.setAttribute("role", "status");
  box.after(list, status);

  // A box of several lines can't be a combobox; it stays a text box that announces its list.
  const isCombobox = box.tagName === "INPUT";
  if (isCombobox) {
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-expanded", "false");
  } else {
    box.setAttribute("aria-haspopup", "listbox");
  }
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);

  let shown = []; // the suggestions in the list
  let shownFor = ""; // what they were given for
  let active = -1;
  let timer;
  let asking; // aborts the request on its way

  function show(open) {
    list.hidden = !open;
    if (isCombobox) box.setAttribute("aria-expanded", String(open));
    if (!open) select(-1);
  }

  function select(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const item = list.children[active];
    if (!item) return box.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", item.id);
  }

  function put(suggestions, query) {
    select(-1);
    [shown, shownFor] = [suggestions, query];
    list.replaceChildren(...suggestions.map((one, index) => option(one, `${list.id}-${index}`)));
    show(suggestions.length > 0);
    const count = suggestions.length === 1 ? "1 suggestion" : `${suggestions.length} suggestions`;
    status.textContent = suggestions.length > 0 ? `${count}. Use the arrow keys to choose.` : "No suggestions";
  }

  function forget() {
    clearTimeout(timer);
    asking?.abort();
    show(false);
    status.textContent = "";
  }

  async function ask(query) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(query)}`, { signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const { suggestions } = await answer.json();
      // Earlier requests are aborted, so this answer is current; but the focus may have left meanwhile.
      if (!signal.aborted && document.activeElement === box) put(suggestions, query);
    } catch {
      // The server is away or busy, or the next letter came first: suggestions for other words are removed.
      if (!signal.aborted) forget();
    }
  }

  function go(index) {
    const { href } = shown[index];
    forget();
    location.assign(href);
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    select(-1);
    const query = box.value.trim();
    if (!query || query.length > LONGEST || query.includes("\n")) return forget();
    timer = setTimeout(ask, WAIT, query);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isOpen = !list.hidden;
    const { key } = event;
    if (!isOpen) {
      const again = (key === "ArrowDown" || key === "ArrowUp") && shown.length > 0 && shownFor === box.value.trim();
      if (!again) return;
      show(true);
    }
    // One more position than there are suggestions, for the text itself.
    const places = shown.length + 1;
    if (key === "ArrowDown" && !event.altKey) select(((active + 2) % places) - 1);
    else if (key === "ArrowUp" && event.altKey) show(false);
    else if (key === "ArrowUp") select(((active + places) % places) - 1);
    else if (key === "Enter" && active >= 0) go(active);
    else if (key === "Escape") forget();
    else if (key === "Tab") return forget();
    else if (key === "ArrowDown") return;
    else {
      // Home, End and similar keys move within the text, so no suggestion stays selected.
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(key)) select(-1);
      return;
    }
    event.preventDefault();
  });

  // The focus stays in the box while the pointer is used in the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest('[role="option"]');
    if (item) go([...list.children].indexOf(item));
  });
  box.addEventListener("blur", forget);
  box.form?.addEventListener("submit", forget);
  // A page that the browser restores from memory must come without its list.
  addEventListener("pagehide", forget);
}

document.querySelectorAll("[data-suggest]").forEach(attach);
