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

// After sending, the page that comes shows whether it was taken: a refused text comes back with it.
function bringBack() {
  if (sessionStorage.getItem("sent") === key() && !("refused" in form().dataset)) forget();
  sessionStorage.removeItem("sent");
  const kept = sessionStorage.getItem(key());
  if (!kept || words().value) return;
  words().value = kept;
  remember();
}

function remember() {
  sessionStorage.setItem(key(), words().value);
  clearTimeout(waiting);
  if (!stopped) waiting = setTimeout(() => inTurn(keep), PAUSE);
}

async function keep() {
  if (stopped) return;
  const body = new FormData(form());
  body.delete("upload");
  const told = document.getElementById("kept");
  try {
    const answer = await fetch(`/fragments/conversations/${form().dataset.conversation}/draft`, { method: "POST", body });
    if (answer.status === 409) {
      stopped = true;
      told.textContent = told.dataset.elsewhere;
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    form().elements.version.value = (await answer.json()).version;
    told.textContent = words().value ? told.dataset.kept : "";
    if (sessionStorage.getItem(key()) === body.get("text")) forget();
  } catch {
    told.textContent = told.dataset.offline;
  }
}

function leave() {
  clearTimeout(waiting);
  stopped = true;
  sessionStorage.setItem(key(), words().value);
  sessionStorage.setItem("sent", key());
}

function forget() {
  sessionStorage.removeItem(key());
}
