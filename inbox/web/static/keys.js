// Single keys for what one does all day; by the letter, not by its place, so that every layout has
// them; never in a field, never with a modifier, and with a switch to turn them off.

import { none, pick, picked } from "./bulk.js";
import { move } from "./list.js";

const SWITCH = "single-keys";

const DOES = {
  j: () => move(1),
  k: () => move(-1),
  r: () => write("reply"),
  n: () => write("note"),
  i: () => press("take"),
  e: () => press("resolve"),
  a: () => open("assign"),
  l: () => open("label"),
  s: () => open("snooze"),
  x: () => pick(document.activeElement.closest(".row") ?? document.querySelector("#rows a[aria-current]")?.closest(".row")),
  z: () => [...document.querySelectorAll("[data-undo]")].at(-1)?.click(),
  u: () => document.querySelector(".back")?.click(),
  g: go,
  "/": find,
  "?": help,
};

// After g: where to.
const PLACES = { m: "mine", u: "unassigned", o: "open", w: "waiting", s: "snoozed", r: "resolved" };
const PATIENCE = 1500; // ms between g and the letter that says where
let going = null;

export function start() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("keydown", walkMenu);
  for (const opener of document.querySelectorAll("[data-help], [data-help-hint]")) {
    opener.hidden = false;
    if (opener.tagName === "BUTTON") opener.addEventListener("click", help);
  }
  bindSwitches();
}

export function bindSwitches() {
  for (const toggle of document.querySelectorAll("[data-keys-switch]")) {
    toggle.checked = areOn();
    toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
  }
  for (const part of document.querySelectorAll("[data-single-keys]")) part.hidden = false;
}

export function areOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function pressed(event) {
  if (event.key === "Escape" && event.target.matches("#words")) return event.target.blur();
  if (event.key === "Escape" && picked().length && !document.querySelector(":popover-open, dialog[open]")) return none();
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  if (going) return arrive(event);
  const does = areOn() && Object.hasOwn(DOES, event.key) ? DOES[event.key] : null;
  if (!does) return;
  event.preventDefault();
  does();
}

function write(mode) {
  const all = [mode, ...(mode === "reply" ? ["template"] : [])];
  const choices = all.map((one) => document.querySelector(`#composer [name="as"][value="${one}"]`));
  const choice = choices.find((one) => one && !one.disabled);
  if (!choice) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("words").focus();
}

// What is picked goes before what is open.
function press(verb) {
  document.querySelector(`${picked().length ? "#bulk" : "#actions"} [data-act="${verb}"]`)?.click();
}

function open(menu) {
  const opener = document.querySelector(`[popovertarget="${picked().length ? `bulk-${menu}` : menu}"]`);
  if (!opener?.checkVisibility()) return;
  opener.click();
  items(document.getElementById(opener.getAttribute("popovertarget")))[0]?.focus();
}

function go() {
  going = setTimeout(() => { going = null; }, PATIENCE);
}

function arrive(event) {
  clearTimeout(going);
  going = null;
  const link = Object.hasOwn(PLACES, event.key) && document.querySelector(`[data-view-link="${PLACES[event.key]}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
}

function items(menu) {
  return [...menu.querySelectorAll("a, button, input")];
}

function walkMenu(event) {
  const menu = event.target.closest(".menu-items:popover-open");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step || event.target.matches("input")) return;
  event.preventDefault();
  const all = items(menu);
  all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
}

function help() {
  const dialog = document.getElementById("keys");
  for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
  dialog?.showModal();
}

function find() {
  const field = document.querySelector("[data-find]");
  if (!field?.checkVisibility()) return location.assign("/search");
  field.focus();
  field.select();
}
