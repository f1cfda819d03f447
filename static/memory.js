// What the browser remembers without telling anybody: recent articles and unfinished walks for the home page, and the
// results that an article was opened from. Without this script, pages just lack this.

// Portals at different paths on one host have separate memories.
const BASE = new URL(document.querySelector(".brand")?.href ?? "/", location.href).pathname;
// So have the people who sign in at one browser.
const PERSON = document.querySelector(".account")?.dataset.person;
const OWN = PERSON ? `${BASE} ${PERSON}` : BASE;
const STORE = `fixpath-recent ${OWN}`;
const RESULTS = `fixpath-results ${OWN}`;
const MOST = { articles: 8, walks: 4 };

/** The value stored under a name; storage may be turned off, or hold what an older version wrote. */
function read(storage, name, otherwise) {
  try {
    return JSON.parse(window[storage].getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(storage, name, value) {
  try {
    window[storage].setItem(name, JSON.stringify(value));
  } catch {
    // It is forgotten with this page.
  }
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Whoever signs out leaves nothing behind, in other tabs either.
let hasSignedOut = false;
addEventListener("storage", ({ key, newValue }) => {
  if ([STORE, null].includes(key) && newValue === null) hasSignedOut = true;
});
for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", () => {
    try {
      localStorage.removeItem(STORE);
      sessionStorage.clear();
    } catch {
      // Nothing was stored either.
    }
  });
}

const main = document.getElementById("main");

// Recent articles and unfinished walks

function isLink(one) {
  if (typeof one?.href !== "string" || typeof one.key !== "string") return false;
  return URL.parse?.(one.href, location.href)?.origin === location.origin;
}

function recent() {
  const { articles, walks } = read("localStorage", STORE, {});
  const valid = (list) => (Array.isArray(list) ? list.filter((one) => isLink(one) && Number.isFinite(one.at)) : []);
  return { articles: valid(articles), walks: valid(walks) };
}

function remember({ remember: kind, guide, title, question }) {
  const all = recent();
  const key = kind === "article" ? location.pathname : guide;
  const list = kind === "article" ? "articles" : "walks";
  const others = all[list].filter((one) => one.key !== key);
  const href = location.pathname + location.search;
  const began = all[list].find((one) => one.key === key)?.began ?? Date.now();
  const own = kind === "end" ? [] : [{ key, href, title, question, began, at: Date.now() }];
  all[list] = [...own, ...others].slice(0, MOST[list]);
  write("localStorage", STORE, all);
}

// The forms about a walk send how long it took.
for (const duration of document.querySelectorAll("input[name=seconds]")) {
  const { began } = recent().walks.find((one) => one.key === main.dataset.guide) ?? {};
  if (Number.isFinite(began)) duration.value = Math.max(1, Math.round((Date.now() - began) / 1000));
}

if (main?.dataset.remember) {
  remember(main.dataset);
  // Ticks change the address of the current page.
  addEventListener("pagehide", () => hasSignedOut || remember(main.dataset));
}

const AGES = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "2 hours ago"; "yesterday". */
function age(at) {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const past = Math.max(0, Date.now() - at);
  const [unit, size] = AGES.find(([, size]) => past >= size) ?? ["minute", 60_000];
  return words.format(-Math.floor(past / size), unit);
}

function listRecent(section) {
  const all = recent();
  const list = section.querySelector("ul");
  const row = (one, name, detail) =>
    element(
      "li",
      {},
      element("a", { href: one.href, textContent: name }),
      " ",
      element("span", { className: "meta", textContent: detail }),
    );
  const walks = all.walks.map((one) => row(one, one.title, `${one.question} · ${age(one.at)}`));
  const articles = all.articles.map((one) => row(one, one.title, age(one.at)));
  list.replaceChildren(...walks, ...articles);
  const isEmpty = list.children.length === 0;
  section.querySelector(".empty").hidden = !isEmpty;
  section.querySelector("button").hidden = isEmpty;
}

for (const section of document.querySelectorAll("[data-recent]")) {
  section.querySelector("button").addEventListener("click", () => {
    write("localStorage", STORE, {});
    listRecent(section);
    section.querySelector("h2").focus();
  });
  listRecent(section);
  // A page that Back restores from the browser's memory is outdated.
  addEventListener("pageshow", () => listRecent(section));
}

// From the results to an article and on to the next one

const hits = [...document.querySelectorAll(".found .hits :is(h2, h3) a")];
if (hits.length > 0) {
  const words = [...document.querySelectorAll(".found mark")].map((mark) => mark.textContent.toLowerCase());
  write("sessionStorage", RESULTS, {
    key: location.pathname,
    href: location.pathname + location.search,
    hits: hits.map((link) => ({ key: link.pathname, href: link.pathname + link.search + link.hash })),
    words: [...new Set(words)].slice(0, 50),
  });
}

function resultsBar(slot, results, at) {
  const link = (one, text, rel) => element("a", { href: one.href, textContent: text, rel });
  const [before, after] = [results.hits[at - 1], results.hits[at + 1]];
  slot.append(
    link(results, "Back to results", ""),
    element("span", { className: "meta", textContent: `${at + 1} of ${results.hits.length}` }),
  );
  if (before) slot.append(link(before, "Previous", "prev"));
  if (after) slot.append(link(after, "Next", "next"));
  slot.hidden = false;
}

/** Highlights the words that were searched for, without changing the page. */
function markWords(words) {
  const body = document.querySelector(".article-body");
  if (!body || !words.length || !CSS.highlights) return;
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const ranges = [];
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() && ranges.length < 1000) {
    for (const { index, 0: word } of texts.currentNode.data.matchAll(pattern)) {
      const range = new Range();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      ranges.push(range);
    }
  }
  CSS.highlights.set("searched", new Highlight(...ranges));
}

const slot = document.querySelector("[data-results]");
const results = read("sessionStorage", RESULTS, undefined);
if (slot && isLink(results) && Array.isArray(results.hits) && Array.isArray(results.words)) {
  const at = results.hits.findIndex((hit) => hit?.key === location.pathname);
  if (at >= 0 && results.hits.every(isLink)) {
    resultsBar(slot, results, at);
    markWords(results.words);
  }
}
