// Extras for the page of an article: its age, where the reader is in its contents, copying, previews of the articles
// that it cites, and printing. Positions and looks are up to the style sheet.

const article = document.querySelector(".article");
const text = article.querySelector(".article-body");
const DAY = 86_400_000;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Age: written here, so that it is right on a page that has been cached for long

function age(day) {
  const days = (Date.parse(day) - Date.now()) / DAY;
  const [count, unit] =
    days > -31 ? [days, "day"] : days > -365.25 ? [days / 30.44, "month"] : [days / 365.25, "year"];
  return new Intl.RelativeTimeFormat("en").format(Math.trunc(count), unit);
}

const changed = article.querySelector(".article-strip time");
if (changed && Date.parse(changed.dateTime) < Date.now() - DAY) {
  article.querySelector(".age").textContent = `(${age(changed.dateTime)})`;
}

// Contents

const contents = article.querySelector(".contents");

function target(link) {
  return document.getElementById(decodeURIComponent(link.hash.slice(1)));
}

function followScrolling() {
  const entries = [...contents.querySelectorAll("a")].map((link) => [target(link), link]);
  const links = new Map(entries.filter(([place]) => place));
  const passed = new Set();
  let current;
  function mark() {
    // At the end of the page, a short section never reaches the top, so it is the one in the address that counts.
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const asked = [...links].find(([place]) => atEnd && place.matches(":target"));
    const next = asked?.[1] ?? [...links].findLast(([place]) => passed.has(place))?.[1];
    if (next === current) return;
    current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "location");
    current = next;
    if (!next || contents.scrollHeight <= contents.clientHeight) return;
    const { top, bottom } = next.getBoundingClientRect();
    const around = contents.getBoundingClientRect();
    if (top < around.top || bottom > around.bottom) contents.scrollTop += top - around.top - around.height / 3;
  }
  // A heading that is above a line near the top has been passed, however far above it is.
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) passed[isIntersecting ? "add" : "delete"](target);
      mark();
    },
    { rootMargin: "1000000px 0px -75% 0px" },
  );
  for (const place of links.keys()) observer.observe(place);
  addEventListener("hashchange", mark);
}

if (contents) followScrolling();

// Copying

const SHOWN = 3_000;
const status = element("span", { className: "visually-hidden", role: "status" });
article.append(status);

async function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  // Without TLS there is no clipboard interface, but a selection can be copied.
  const area = element("textarea", { value: words, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copying was refused");
}

/** Copies, and shows for a while whether it worked: to screen readers as text, and to the style sheet as an attribute. */
async function copyFrom(pressed, words) {
  status.textContent = "";
  try {
    await copy(words);
    status.textContent = "Copied";
  } catch {
    status.textContent = "Couldn’t copy. Select the text and copy it yourself.";
  }
  pressed.dataset.said = status.textContent;
  setTimeout(() => delete pressed.dataset.said, SHOWN);
}

for (const block of text.querySelectorAll("pre")) {
  const button = element("button", { type: "button", className: "copy-block", textContent: "Copy" });
  button.addEventListener("click", async () => {
    await copyFrom(button, block.textContent);
    button.textContent = button.dataset.said;
    setTimeout(() => (button.textContent = "Copy"), SHOWN);
    button.focus();
  });
  // Placed before the block, which itself stays unchanged: words in it may be marked.
  block.before(element("div", { className: "copy-place" }, button));
}

// A command or a path among other words: nobody wants to copy a name that is quicker to type.
for (const code of text.querySelectorAll(":not(pre) > code")) {
  const words = code.textContent;
  if (words.length < 10 || !/[\s\\/]/.test(words) || code.closest("a, summary")) continue;
  const button = element("button", { type: "button", className: "copy-inline", textContent: "Copy", ariaLabel: `Copy ${words}` });
  button.addEventListener("click", () => copyFrom(button, words));
  code.after(element("span", { className: "copy-spot" }, button));
}

text.addEventListener("click", ({ target }) => {
  const link = target.closest(".anchor");
  if (link) copyFrom(link, link.href);
});

// The messages beside the buttons that all pages have disappear again.
for (const region of article.querySelectorAll(".copied")) {
  new MutationObserver(() => {
    if (region.textContent) setTimeout(() => (region.textContent = ""), SHOWN);
  }).observe(region, { childList: true });
}

// Previews, for people who use a mouse or the keyboard

const PAUSE = 300;
const WORDS = 240;
const CITED = "a[title]:not(.missing), a[data-title]";
const previews = new Map();
let preview, shown, waiting;

/** All words in a part of an article. */
function words(part) {
  if (typeof part === "string") return part;
  if (Array.isArray(part)) return part.map(words).join("");
  const { text, inlines, items, blocks, fields, label, value } = part;
  const all = [text, inlines, items, blocks, fields, label && `${label}: `, value];
  return all.filter(Boolean).map(words).join("") + (part.block || label ? " " : "");
}

async function read(link) {
  const address = new URL(link.href);
  address.pathname += ".json";
  address.hash = address.search = "";
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const { id, title, sections } = await answer.json();
  const filled = sections.filter(({ blocks }) => blocks.length);
  const preferred = ["symptoms", "summary"].map((role) => filled.find((section) => section.role === role));
  const first = preferred.find(Boolean) ?? filled[0];
  let beginning = words(first?.blocks ?? "").replace(/\s+/g, " ").trim();
  if (beginning.length > WORDS) beginning = `${beginning.slice(0, WORDS).replace(/\s\S*$/, "")} …`;
  return { id, title, beginning };
}

function hide() {
  if (preview?.matches(":popover-open")) preview.hidePopover();
}

async function show(link) {
  const { pathname } = link;
  if (!previews.has(pathname)) previews.set(pathname, read(link));
  try {
    const { title, beginning } = await previews.get(pathname);
    if (shown !== link) return;
    preview ??= makePreview();
    preview.replaceChildren(element("strong", { textContent: title }), element("p", { textContent: beginning }));
    link.setAttribute("aria-describedby", preview.id);
    preview.showPopover();
    place(link);
  } catch {
    previews.delete(pathname);
  }
}

function makePreview() {
  const made = element("div", { id: "preview", className: "preview", popover: "auto" });
  made.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "closed") return;
    document.querySelector("[aria-describedby=preview]")?.removeAttribute("aria-describedby");
    shown = undefined;
  });
  made.addEventListener("pointerenter", () => clearTimeout(waiting));
  made.addEventListener("pointerleave", () => schedule(hide));
  document.body.append(made);
  return made;
}

/** Places the preview below the link's first line, or above it if there is no room. */
function place(link) {
  const { left, top, bottom } = link.getClientRects()[0];
  const { width, height } = preview.getBoundingClientRect();
  const below = bottom + height + 8 < innerHeight || top < height + 8;
  preview.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
  preview.style.top = `${below ? bottom + 4 : top - height - 4}px`;
}

function schedule(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, PAUSE);
}

function enter(target) {
  const link = target.closest?.(CITED);
  if (!link) return;
  if (link.title) {
    // The preview shows what the browser's tooltip would.
    link.dataset.title = link.title;
    link.removeAttribute("title");
  }
  if (shown === link) return clearTimeout(waiting);
  schedule(() => {
    hide();
    shown = link;
    show(link);
  });
}

function leave({ target, relatedTarget }) {
  if (target.closest?.(CITED) && !relatedTarget?.closest?.(".preview")) schedule(hide);
}

if ("popover" in HTMLElement.prototype) {
  text.addEventListener("pointerover", ({ target, pointerType }) => pointerType === "mouse" && enter(target));
  text.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && enter(target));
  text.addEventListener("pointerout", leave);
  text.addEventListener("focusout", leave);
}

// Printing

for (const button of article.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

let opened = [];

addEventListener("beforeprint", () => {
  const day = new Intl.DateTimeFormat("en-CA").format();
  article.querySelector("[data-printed]").textContent = `(printed ${day})`;
  opened = [...text.querySelectorAll("details:not([open])")];
  for (const details of opened) details.open = true;
});

addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
