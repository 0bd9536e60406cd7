// Looking things up without a mouse: / into the field, arrows or j and k through what was found.

import { areOn } from "./keys.js";

const field = document.querySelector("main [data-find]");
const results = () => [...document.querySelectorAll("[data-result]")];
const MOVES = { ArrowDown: 1, ArrowUp: -1 };
const LETTERS = { j: 1, k: -1 };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, textarea, select");
  if (event.target === field && event.key === "ArrowDown") return move(event, 1);
  if (typing) return;
  if (event.key === "/" && areOn()) return enter(event);
  const step = MOVES[event.key] ?? (areOn() ? LETTERS[event.key] : undefined);
  if (step && (event.target.matches("[data-result]") || event.key in LETTERS)) move(event, step);
});

for (const choice of document.querySelectorAll(".search-filters select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

function enter(event) {
  event.preventDefault();
  field.focus();
  field.select();
}

function move(event, step) {
  const all = results();
  const at = all.indexOf(document.activeElement);
  if (at === 0 && step < 0) return enter(event);
  const next = all[at < 0 ? 0 : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
