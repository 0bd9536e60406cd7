// The composer: what is written survives until it is sent, the channel's limit shows while typing,
// and the form knows what its writer has really seen.

const form = document.getElementById("composer");
const words = document.getElementById("words");
const NEAR = 0.7; // of the channel's limit; from here on it is worth saying
const AT_END = -80; // px from the newest message that still count as seeing it

export function start() {
  if (!form) return;
  const key = `draft:${form.dataset.conversation}`;
  bringBack(key);
  words.addEventListener("input", () => { sessionStorage.setItem(key, words.value); count(); });
  form.addEventListener("change", count);
  form.addEventListener("submit", (event) => sendOnce(event, key));
  words.addEventListener("keydown", sendByKeys);
  document.addEventListener("kontor:patched", () => { followGate(); see(); });
  document.addEventListener("visibilitychange", see);
  document.querySelector(".scroller").addEventListener("scroll", see, { passive: true });
  document.querySelector("[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());
  count();
  if ("refused" in form.dataset) words.focus();
}

// A page that comes after sending shows whether it was taken: a refused text comes back with it.
function bringBack(key) {
  if (sessionStorage.getItem("sent") === key && !("refused" in form.dataset)) sessionStorage.removeItem(key);
  sessionStorage.removeItem("sent");
  if (!words.value) words.value = sessionStorage.getItem(key) ?? "";
}

function sendOnce(event, key) {
  if (form.ariaBusy === "true") return event.preventDefault();
  form.ariaBusy = "true";
  sessionStorage.setItem("sent", key);
}

addEventListener("pageshow", () => { if (form) form.ariaBusy = "false"; });

function sendByKeys(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".send"));
}

function count() {
  const shown = document.getElementById("length");
  const limit = Number(form.dataset.limit);
  const size = form.dataset.unit === "bytes" ? new TextEncoder().encode(words.value).length : words.value.length;
  const matters = limit && form.elements.as.value === "reply" && size > limit * NEAR;
  shown.classList.toggle("is-over", Boolean(matters) && size > limit);
  if (!matters) shown.textContent = "";
  else if (size <= limit) shown.textContent = shown.dataset.one.replace("{left}", limit - size);
  else shown.textContent = shown.dataset.many.replace("{pieces}", Math.ceil(size / limit));
}

function followGate() {
  const stops = document.getElementById("gate").dataset.ruling === "stops";
  const reply = form.querySelector('[value="reply"]');
  if (reply.disabled === stops) return;
  reply.disabled = stops;
  if (stops) form.querySelector('[value="note"]').checked = true;
  else if (!words.value) reply.checked = true;
  count();
}

// What stands on a page that is in view, at its end, has been seen; only then the form says so.
function see() {
  const newest = document.getElementById("thread").dataset.newest;
  const atEnd = document.querySelector(".scroller").scrollTop > AT_END;
  if (document.visibilityState !== "visible" || !atEnd || form.elements.seen.value === newest) return;
  form.elements.seen.value = newest;
  const token = new FormData();
  token.set("csrf_token", form.elements.csrf_token.value);
  fetch(`/conversations/${form.dataset.conversation}/read`, { method: "POST", body: token });
}
