// An agent's own page: the switch of the single keys, which belongs to this browser; how the sound
// sounds, and whether this browser lets us show notices at all.

import { chime } from "./alerts.js";
import { bindSwitches } from "./keys.js";

const listen = document.querySelector("[data-chime]");
const notices = document.querySelector("[data-notices]");

bindSwitches();
if (listen) {
  listen.hidden = false;
  listen.addEventListener("click", () => chime(new AudioContext()));
}
notices?.addEventListener("change", async () => {
  const given = notices.checked && await globalThis.Notification?.requestPermission();
  document.querySelector("[data-denied]").hidden = !notices.checked || given === "granted";
});
