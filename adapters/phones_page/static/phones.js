// Starts every phone on the page.

import { Phone } from "./phone.js";
import { words } from "./words.js";

const offline = document.querySelector(".offline");
const unreachable = new Set();

/** Says so as long as one phone gets no answer. */
function report(phone, reachable) {
  unreachable[reachable ? "delete" : "add"](phone);
  offline.hidden = unreachable.size === 0;
}

for (const section of document.querySelectorAll(".phone")) {
  new Phone(section, words, report).start();
}
