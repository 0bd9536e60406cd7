// Suggestions under the hand: saved replies behind "/", colleagues behind "@" in a note. The keys
// stay in the text; arrows walk, Enter or Tab takes, Escape closes.

import { form, mode, words } from "./composer.js";

const SHOWN = 8;
const SIGN = /(?:^|\s)([/@])([\p{L}\p{N}_-]*)$/u;
const GAP = /\{[a-z_]+\}/;
let replies = null;
let found = [];
let at = 0;
let begun = 0; // where in the text the sign stands

export function start() {
  if (!form()) return;
  document.addEventListener("input", (event) => { if (event.target === words()) look(); });
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("click", clicked);
  document.addEventListener("focusout", (event) => { if (event.target === words()) setTimeout(closeUnlessInside, 150); });
}

const box = () => document.getElementById("suggestions");

async function look() {
  const before = words().value.slice(0, words().selectionStart);
  const match = SIGN.exec(before);
  if (!match || (match[1] === "@" && mode() !== "note")) return close();
  begun = before.length - match[2].length - 1;
  await offer(match[1], match[2].toLowerCase());
}

async function offer(sign, typed) {
  const all = sign === "/" ? await savedReplies() : colleagues();
  const fits = (one) => one.name.toLowerCase().startsWith(typed) || one.label.toLowerCase().includes(typed);
  found = all.filter(fits).slice(0, SHOWN);
  if (!found.length && (sign === "@" || typed)) return close();
  at = 0;
  show(sign);
}

async function savedReplies() {
  if (replies) return replies;
  const answer = await fetch(`/fragments/conversations/${form().dataset.conversation}/replies`);
  if (!answer.ok) return [];
  const listed = (await answer.json()).replies;
  replies = listed.map((one) => ({ name: one.shortcut, label: one.title, hint: one.text, text: one.text }));
  return replies;
}

function colleagues() {
  return JSON.parse(form().dataset.colleagues).map((name) => ({ name, label: name, hint: "", text: `@${name} ` }));
}

function show(sign) {
  const list = box();
  list.ariaLabel = sign === "/" ? list.dataset.replies : list.dataset.colleagues;
  list.replaceChildren(...found.map((one, index) => option(one, index, sign)));
  if (!found.length) list.append(element("p", "quiet", list.dataset.none));
  list.hidden = false;
  words().setAttribute("aria-controls", "suggestions");
  mark();
}

function option(one, index, sign) {
  const line = element("div", "suggestion", "");
  line.id = `suggestion-${index}`;
  line.role = "option";
  line.append(element("strong", "", one.label));
  if (sign === "/") line.append(element("span", "quiet", `/${one.name}`), element("span", "suggestion-text", one.hint.slice(0, 160)));
  return line;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function mark() {
  [...box().children].forEach((line, index) => { line.ariaSelected = String(index === at); });
  if (found.length) words().setAttribute("aria-activedescendant", `suggestion-${at}`);
  box().children[at]?.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  if (event.target !== words() || box().hidden || event.isComposing) return;
  const does = { ArrowDown: () => walk(1), ArrowUp: () => walk(-1), Escape: close };
  if (found.length && !event.ctrlKey && !event.metaKey) Object.assign(does, { Enter: take, Tab: take });
  if (!Object.hasOwn(does, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  does[event.key]();
}

function walk(step) {
  if (!found.length) return;
  at = (at + step + found.length) % found.length;
  mark();
}

function clicked(event) {
  const line = event.target.closest("#suggestions .suggestion");
  if (line) {
    at = [...box().children].indexOf(line);
    take();
  } else if (event.target.closest("[data-replies]") && event.target.closest("#composer")) {
    event.preventDefault();
    words().focus();
    begun = words().selectionStart;
    offer("/", "");
  }
}

function take() {
  const chosen = found[at];
  const field = words();
  close();
  field.focus();
  field.setSelectionRange(begun, field.selectionStart);
  field.setRangeText(chosen.text, begun, field.selectionEnd, "end");
  const gap = GAP.exec(chosen.text);
  if (gap) field.setSelectionRange(begun + gap.index, begun + gap.index + gap[0].length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  box().hidden = true;
  words().removeAttribute("aria-activedescendant");
  words().removeAttribute("aria-controls");
}

function closeUnlessInside() {
  if (document.activeElement !== words()) close();
}
