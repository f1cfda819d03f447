// For authors: checks every second whether the content being served has changed, and reloads the page if so.
// The scroll position stays. Only loaded with `fixpath serve --preview`.

const SECOND = 1000;
const script = document.querySelector("script[data-generation]");

async function look() {
  try {
    const answer = await fetch(script.dataset.ready, { cache: "no-store" });
    const state = await answer.json();
    if (state.generation !== script.dataset.generation) location.reload();
  } catch {
    // The server may be restarting: try again later.
  }
}

setInterval(look, SECOND);
