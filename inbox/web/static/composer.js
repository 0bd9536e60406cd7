// The composer: it sends once, shows the channel's limits while somebody types, knows what its
// writer has really seen, and is exchanged for a fresh one when something about it is chosen.

import { parse } from "./patch.js";

const NEAR = 0.7; // of the channel's limit; from here on it is worth saying
const AT_END = -80; // px from the newest message that still count as seeing it

export const form = () => document.getElementById("composer");
export const words = () => document.getElementById("words");
export const mode = () => form().elements.as.value;

export function start() {
  if (!form()) return;
  document.addEventListener("input", (event) => ofComposer(event) && count());
  document.addEventListener("change", changed);
  document.addEventListener("click", clicked);
  document.addEventListener("submit", sendOnce);
  document.addEventListener("keydown", pressed);
  document.addEventListener("kontor:patched", () => { followGate(); see(); });
  document.addEventListener("visibilitychange", see);
  document.querySelector(".scroller").addEventListener("scroll", see, { passive: true });
  addEventListener("pageshow", () => { form().ariaBusy = "false"; });
  count();
  if ("refused" in form().dataset || location.hash === "#words") words().focus();
}

// What goes to the server goes one after the other: each answer carries the version of the draft
// that the next question must know.
let turn = Promise.resolve();

export function inTurn(work) {
  turn = turn.then(work, work);
  return turn;
}

// Everything that stands in the form goes with it, and what the server makes of it comes back.
export function exchange(extra = {}) {
  return inTurn(async () => {
    const body = new FormData(form());
    for (const [name, value] of Object.entries(extra)) {
      if (name === "upload") for (const file of value) body.append("upload", file);
      else body.set(name, value);
    }
    const address = `/fragments/conversations/${form().dataset.conversation}/composer${location.search}`;
    const answer = await fetch(address, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    putInPlace(parse(await answer.text()).firstElementChild);
  });
}

// What was typed while the answer was on its way stays, and so does the place where it is typed.
function putInPlace(fresh) {
  const old = words();
  const typed = { text: old.value, start: old.selectionStart, end: old.selectionEnd };
  const focused = document.activeElement?.form === form() ? document.activeElement.id : "";
  document.getElementById("composer-place").replaceWith(fresh);
  words().value = typed.text;
  words().setSelectionRange(typed.start, typed.end);
  if (focused) document.getElementById(focused)?.focus();
  count();
  document.dispatchEvent(new Event("kontor:composer"));
}

export function ofComposer(event) {
  return event.target.form === form();
}

function changed(event) {
  if (!ofComposer(event)) return;
  if ("rerender" in event.target.dataset) exchange().catch(() => {});
  preview();
  count();
}

// A button that only changes the composer need not load the page again.
function clicked(event) {
  const button = event.target.closest("#composer button[formaction], [data-quote]");
  if (!button || "replies" in button.dataset) return;
  event.preventDefault();
  button.closest("[popover]")?.hidePopover();
  const extra = "quote" in button.dataset ? { quote: button.dataset.quote, as: "reply" } : { [button.name]: button.value };
  exchange(extra).then(() => words().focus(), () => {});
}

function sendOnce(event) {
  if (event.target !== form()) return;
  if (form().ariaBusy === "true") return event.preventDefault();
  form().ariaBusy = "true";
}

function pressed(event) {
  if (event.key !== "Enter" || !ofComposer(event)) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form().requestSubmit(form().querySelector(".send"));
  } else if (event.target.matches('input[type="text"]')) event.preventDefault();
}

function count() {
  preview();
  const shown = document.getElementById("length");
  const limits = JSON.parse(form().dataset.limits);
  const text = words().value;
  const size = limits.unit === "bytes" ? new TextEncoder().encode(text).length : text.length;
  const matters = limits.text && mode() !== "note" && size > limits.text * NEAR;
  shown.classList.toggle("is-over", Boolean(matters) && size > limits.text);
  if (!matters) shown.textContent = "";
  else if (size <= limits.text) shown.textContent = shown.dataset.one.replace("{left}", limits.text - size);
  else shown.textContent = shown.dataset.many.replace("{pieces}", Math.ceil(size / limits.text));
}

function preview() {
  for (const field of form().querySelectorAll("[data-variable]")) {
    for (const gap of form().querySelectorAll(`[data-shows="${field.dataset.variable}"]`)) {
      gap.textContent = field.value || gap.dataset.empty;
      gap.classList.toggle("is-filled", Boolean(field.value));
    }
  }
}

function followGate() {
  const stops = document.getElementById("gate").dataset.ruling === "stops";
  const reply = form().querySelector('[value="reply"]');
  if (reply.disabled === stops) return;
  reply.disabled = stops;
  const otherwise = form().querySelector('[name="as"][value="template"]') ?? form().querySelector('[value="note"]');
  if (stops && reply.checked) otherwise.checked = true;
  else if (!stops && !words().value) reply.checked = true;
  count();
}

// What stands on a page that is in view, at its end, has been seen; only then the form says so.
function see() {
  const newest = document.getElementById("thread").dataset.newest;
  const atEnd = document.querySelector(".scroller").scrollTop > AT_END;
  if (document.visibilityState !== "visible" || !atEnd || form().elements.seen.value === newest) return;
  form().elements.seen.value = newest;
  const token = new FormData();
  token.set("csrf_token", form().elements.csrf_token.value);
  fetch(`/conversations/${form().dataset.conversation}/read`, { method: "POST", body: token });
}
