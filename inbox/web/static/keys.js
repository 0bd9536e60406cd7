// Single keys for what one does all day; by the letter, not by its place, so that every layout has
// them; never in a field, never with a modifier, and with a switch to turn them off.

import { move } from "./list.js";

const SWITCH = "single-keys";

const DOES = {
  j: () => move(1),
  k: () => move(-1),
  r: () => write("reply"),
  n: () => write("note"),
  i: () => press("take"),
  e: () => press("resolve"),
  z: () => document.querySelector("[data-undo]")?.click(),
  u: () => document.querySelector(".back")?.click(),
  "?": help,
};

export function start() {
  document.addEventListener("keydown", pressed);
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

function areOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function pressed(event) {
  if (event.key === "Escape" && event.target.matches("#words")) return event.target.blur();
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
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

function press(verb) {
  document.querySelector(`#actions [data-act="${verb}"]`)?.click();
}

function help() {
  const dialog = document.getElementById("keys");
  for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
  dialog?.showModal();
}
