// Drafts: what is written is kept on the server while somebody writes, and in the browser for as
// long as the server has not said that it has it.

import { form, inTurn, ofComposer, words } from "./composer.js";

const PAUSE = 700; // ms after the last key
let waiting = null;
let stopped = false;

export function start() {
  if (!form()) return;
  bringBack();
  document.addEventListener("input", (event) => ofComposer(event) && event.target.type !== "file" && remember());
  document.addEventListener("kontor:composer", () => { clearTimeout(waiting); forget(); });
  document.addEventListener("submit", (event) => {
    if (event.target === form() && !event.submitter?.hasAttribute("formaction")) leave();
  });
  document.querySelector("[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());
}

const key = () => `draft:${form().dataset.conversation}`;

// What was taken has its message on the page that comes. Anything else that the server does not have
// yet comes back, unless another window has gone on with the draft meanwhile.
function bringBack() {
  const wasSent = sessionStorage.getItem("sent") === key();
  sessionStorage.removeItem("sent");
  if (wasSent && location.hash.startsWith("#m-")) forget();
  const kept = JSON.parse(sessionStorage.getItem(key()) ?? "null");
  if (!kept || "refused" in form().dataset) return;
  if (words().value && kept.version !== form().elements.version.value) return;
  words().value = kept.text;
  remember();
}

function remember() {
  hold();
  clearTimeout(waiting);
  if (!stopped) waiting = setTimeout(() => inTurn(keep), PAUSE);
}

function hold() {
  const kept = { text: words().value, version: form().elements.version.value };
  sessionStorage.setItem(key(), JSON.stringify(kept));
}

async function keep() {
  if (stopped) return;
  const body = new FormData(form());
  body.delete("upload");
  try {
    const answer = await fetch(`/fragments/conversations/${form().dataset.conversation}/draft`, { method: "POST", body });
    stopped = answer.status === 409;
    if (stopped) return tell("elsewhere");
    if (!answer.ok) throw new Error(String(answer.status));
    form().elements.version.value = (await answer.json()).version;
    tell(words().value ? "kept" : "");
    if (words().value === body.get("text")) forget();
    else hold();
  } catch {
    tell("offline");
  }
}

function tell(what) {
  const told = document.getElementById("kept");
  told.textContent = told.dataset[what] ?? "";
  told.classList.toggle("is-problem", what === "elsewhere" || what === "offline");
}

function leave() {
  clearTimeout(waiting);
  stopped = true;
  hold();
  sessionStorage.setItem("sent", key());
}

function forget() {
  sessionStorage.removeItem(key());
}
