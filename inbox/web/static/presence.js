// Who else is here: this page says what its agent does, and shows what colleagues do. All of it is
// inferred, and forgotten as soon as nobody repeats it.

const page = document.body.dataset;
const REPEAT = 10000; // ms between two words of this page
const FRESH = 25000; // ms for which a colleague's word holds
const PAUSE = 6000; // ms after the last key that still count as typing
const places = new Map(); // conversation -> agent -> { name, doing, until }

let typed = 0;
let said = null;

export function start() {
  document.addEventListener("kontor:presence", ({ detail }) => { hear(detail); show(); });
  document.addEventListener("kontor:patched", showRows);
  setInterval(forget, 1000);
  if (page.conversation) report();
}

function report() {
  document.addEventListener("input", ({ target }) => {
    if (target.id !== "words" || !target.value) return;
    typed = Date.now();
    if (said !== "typing") say();
  });
  document.addEventListener("visibilitychange", () => say());
  addEventListener("pagehide", () => say("gone"));
  setInterval(() => document.visibilityState === "visible" && say(), REPEAT);
  setInterval(() => said === "typing" && Date.now() - typed > PAUSE && say(), 1000);
  say();
}

function say(doing = now()) {
  said = doing;
  const body = new FormData();
  body.set("csrf_token", document.querySelector("#act [name=csrf_token]").value);
  body.set("conversation", page.conversation);
  body.set("doing", doing);
  navigator.sendBeacon("/events/presence", body);
}

function now() {
  if (document.visibilityState !== "visible") return "gone";
  return Date.now() - typed < PAUSE ? "typing" : "reading";
}

function hear({ conversation, agent, name, doing }) {
  if (agent === page.agent) return;
  const there = places.get(conversation) ?? new Map();
  places.set(conversation, there);
  if (doing === "gone") there.delete(agent);
  else there.set(agent, { name, doing, until: Date.now() + FRESH });
}

function forget() {
  let changed = false;
  for (const there of places.values()) {
    for (const [agent, { until }] of there) if (until < Date.now()) changed = there.delete(agent);
  }
  if (changed) show();
}

function show() {
  showRows();
  const line = document.getElementById("presence");
  if (!line) return;
  const words = sentences(page.conversation);
  if (line.textContent === words.join("")) return;
  line.replaceChildren(...words.map((sentence) => Object.assign(document.createElement("span"), { textContent: sentence })));
}

function showRows() {
  for (const mark of document.querySelectorAll(".row-here")) mark.remove();
  for (const conversation of places.keys()) {
    const words = sentences(conversation).join(", ");
    const time = words && document.querySelector(`#c-${CSS.escape(conversation)} .row-top time`);
    if (time) time.before(Object.assign(document.createElement("span"), { className: "row-here", textContent: words, title: words }));
  }
}

function sentences(conversation) {
  const words = document.getElementById("news").dataset;
  return [...places.get(conversation)?.values() ?? []].map(({ name, doing }) => words[doing].replace("{who}", name));
}
