// Draws one message. Everything in it comes from somebody else and is only ever set as text.

import { moment, size, time, word, words } from "./words.js";

const ticks = { sending: "◷", queued: "◷", sent: "✓", fetched: "✓✓", delivered: "✓✓", read: "✓✓", failed: "! " };
// Details with a word of their own are facts; the rest is technical, or drawn in another way.
const drawn = new Set(["text", "subject", "file"]);

/** `others` finds a bubble by its id; `refer` and `tap` are called with what was chosen. */
export function draw(bubble, { others, refer, tap }) {
  const item = element("article", `bubble${bubble.mine ? " mine" : ""}${bubble.details.deleted ? " gone" : ""}`);
  item.dataset.id = bubble.id;
  item.setAttribute("aria-label", bubble.mine ? words.mine : words.theirs);
  item.append(...content(bubble, others), ...choices(bubble, tap), foot(bubble, refer), ...mood(bubble));
  return item;
}

export function summary(bubble) {
  return bubble.subject ?? (bubble.text || bubble.files[0]?.name || word("kinds", bubble.kind));
}

function content(bubble, others) {
  if (bubble.details.deleted) return [element("div", "words", words.deleted)];
  const parts = [];
  const quoted = bubble.details.quotes && others(bubble.details.quotes);
  if (quoted) parts.push(element("div", "quote", summary(quoted)));
  if (bubble.subject !== null) parts.push(element("div", "subject", bubble.subject));
  if (!bubble.text && !bubble.files.length) parts.push(element("div", "what", word("kinds", bubble.kind)));
  parts.push(...bubble.files.map(file));
  if (bubble.details.missing !== undefined) parts.push(element("div", "what", words.missing));
  if (bubble.text) parts.push(element("div", "words", bubble.text));
  return [...parts, ...facts(bubble)];
}

function file({ name, content_type: type, size: bytes, url }) {
  const family = type.split("/")[0];
  if (family === "image" && type !== "image/svg+xml") {
    return Object.assign(element("img"), { src: url, alt: name, loading: "lazy" });
  }
  if (family === "audio" || family === "video") {
    const player = Object.assign(element(family), { src: url, controls: true, preload: "metadata" });
    player.setAttribute("aria-label", name);
    return player;
  }
  const link = Object.assign(element("a", "saved", name || words.save), { href: url, download: name });
  link.append(element("small", "", size(bytes)));
  return link;
}

function facts({ details, text }) {
  const lines = Object.entries(details).filter(([name, value]) => isFact(name, value) && !text.includes(value));
  if (!lines.length) return [];
  const list = element("dl", "facts");
  for (const [name, value] of lines) list.append(element("dt", "", word("fields", name)), element("dd", "", String(value)));
  return [list];
}

function isFact(name, value) {
  return name in words.fields && !drawn.has(name) && ["string", "number"].includes(typeof value) && value !== "";
}

function choices({ mine, details }, tap) {
  if (mine || !Array.isArray(details.buttons)) return [];
  const row = element("div", "choices");
  for (const choice of details.buttons) {
    const button = Object.assign(element("button", "", choice.title), { type: "button" });
    button.addEventListener("click", () => tap(choice));
    row.append(button);
  }
  return [row];
}

function foot(bubble, refer) {
  const line = element("div", "foot");
  const button = Object.assign(element("button", "refer", "↩"), { type: "button", title: words.refer });
  button.setAttribute("aria-label", words.refer);
  button.addEventListener("click", () => refer(bubble));
  const at = Object.assign(element("time", "", time(bubble.at)), { dateTime: bubble.at, title: moment(bubble.at) });
  line.append(button);
  if (bubble.details.edited) line.append(element("span", "", words.edited));
  line.append(at);
  if (bubble.mine && bubble.state) line.append(state(bubble.state));
  return line;
}

function state(name) {
  const mark = element("span", `state ${CSS.escape(name)}`, ticks[name] ?? "");
  if (name === "failed" || !ticks[name]) mark.append(word("states", name));
  mark.title = word("states", name);
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", word("states", name));
  return mark;
}

function mood({ details }) {
  return details.reaction ? [element("span", "mood", details.reaction)] : [];
}

function element(name, className = "", text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
