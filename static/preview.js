// For those who write content: looks every second whether what is served has changed, and loads the page again if so.
// The place on the page stays. Only there with `fixpath serve --preview`.

const SECOND = 1000;
const script = document.querySelector("script[data-generation]");

async function look() {
  try {
    const answer = await fetch(script.dataset.ready, { cache: "no-store" });
    const state = await answer.json();
    if (state.generation !== script.dataset.generation) location.reload();
  } catch {
    // The server is being started again, perhaps: look again later.
  }
}

setInterval(look, SECOND);
