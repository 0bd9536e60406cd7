// Keep the page up to date: one stream of nudges per browser, fragments fetched as whoever looks
// at them, the gap fetched after a lost connection, and asking instead of listening where every
// stream is taken.

import { patch, remember } from "./patch.js";

const page = document.body.dataset;
const GATHER = 60; // ms in which several nudges become one fetch
const PATIENCE = 4000; // ms without connection before anybody is told
const ASK_EVERY = 3000; // ms between questions where there is no stream
const QUESTIONS = 10; // before a stream is tried again
const MINUTE = 60000;

let number = Number(page.changes);
let channel = null;
let lostSince = null;
let tag = null;
const due = new Set();
let gathering = null;
let listening = false;

// Whether this tab is the one of its browser that hears the news itself.
export const isListening = () => listening;

export function start() {
  remember();
  if (navigator.locks && window.BroadcastChannel) shareOneStream();
  else listen();
  setInterval(() => document.visibilityState === "visible" && want("list"), MINUTE);
}

export { fetchList };

function shareOneStream() {
  channel = new BroadcastChannel("kontor");
  channel.onmessage = ({ data }) => take(data);
  navigator.locks.request("kontor-live", () => {
    listen();
    return new Promise(() => {}); // held until this page goes; then another one listens
  });
}

function listen() {
  listening = true;
  const source = new EventSource(`/events?after=${number}&tab=${tab()}`);
  source.onopen = () => tell({ up: true });
  source.addEventListener("change", (event) => tell({ change: JSON.parse(event.data) }));
  source.addEventListener("presence", (event) => tell({ presence: JSON.parse(event.data) }));
  source.addEventListener("reset", () => everything());
  addEventListener("pagehide", () => source.close());
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) ask(QUESTIONS);
    else tell({ up: false });
  };
}

async function ask(left) {
  if (left === 0) return listen();
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(`/events/since?after=${number}`, { headers, cache: "no-store" });
    if (answer.status === 401) return signedOut();
    if (answer.status === 200) {
      tag = answer.headers.get("ETag");
      const { changes, present } = await answer.json();
      for (const change of changes) tell({ change });
      for (const presence of present) tell({ presence });
    }
    tell({ up: answer.status < 400 });
  } catch {
    tell({ up: false });
  }
  setTimeout(ask, ASK_EVERY, left - 1);
}

function tell(news) {
  channel?.postMessage(news);
  take(news);
}

function take({ change, presence, up }) {
  if (change) heard(change);
  else if (presence) document.dispatchEvent(new CustomEvent("kontor:presence", { detail: presence }));
  else connection(up);
}

function heard(change) {
  number = Math.max(number, change.number);
  want("list");
  if (page.conversation && concerns(change)) want("thread");
}

function concerns(change) {
  const customer = document.getElementById("thread")?.dataset.customer;
  return change.conversation === page.conversation || change.customer === customer || change.what.startsWith("account.");
}

function want(part) {
  due.add(part);
  gathering ??= setTimeout(fetchDue, GATHER);
}

async function fetchDue() {
  const parts = [...due];
  due.clear();
  try {
    await Promise.all(parts.map((part) => (part === "list" ? fetchList() : fetchThread())));
  } catch {
    connection(false);
  }
  gathering = due.size ? setTimeout(fetchDue, GATHER) : null;
}

// As many rows as somebody has seen, however they moved; `further`: and some more, or with a
// position everything down to it.
async function fetchList({ further = false, until = rows().dataset.until } = {}) {
  const asked = new URLSearchParams({ view: page.view, selected: page.conversation });
  if (until) asked.set("until", until);
  if (until && (further || !document.querySelector("#list-end .more"))) asked.set("more", "");
  const markup = await fragment(`/fragments/list?${asked}`);
  if (!markup) return;
  if (page.before) patch(markup, ["views"]); // an older page does not move
  else keepRow(() => patch(markup));
}

function rows() {
  return document.getElementById("rows");
}

// The first row in sight stays where it is; a row that moved away itself is left to go: it and the
// one below are no neighbours any more.
function keepRow(change) {
  const pane = rows().closest(".list");
  const edge = pane.getBoundingClientRect().top;
  const places = [...rows().children].map((row) => [row.id, row.getBoundingClientRect()]).filter(([, box]) => box.bottom > edge);
  const atTop = pane.scrollTop === 0;
  change();
  if (atTop) return;
  const index = new Map([...rows().children].map((row, number) => [row.id, number]));
  const stayed = places.find(([id], number) => index.get(places[number + 1]?.[0]) - index.get(id) === 1)
    ?? places.find(([id]) => index.has(id));
  if (stayed) pane.scrollTop += document.getElementById(stayed[0]).getBoundingClientRect().top - stayed[1].top;
}

async function fetchThread() {
  const thread = document.getElementById("thread");
  if (!thread || "later" in thread.dataset) return; // somebody reads further up in the past
  const before = new Set([...thread.querySelectorAll(".is-theirs")].map((one) => one.id));
  const markup = await fragment(`/fragments/conversations/${page.conversation}?view=${page.view}`);
  if (!markup) return;
  keepPlace(() => patch(markup));
  const fresh = [...thread.querySelectorAll(".is-theirs")].filter((one) => !before.has(one.id));
  if (fresh.length) announce(fresh.at(-1));
}

// The scroller is turned around: its zero is the newest message. Who reads further up stays there.
function keepPlace(change) {
  const scroller = document.querySelector(".scroller");
  const height = scroller.scrollHeight;
  const readsPast = scroller.scrollTop < -24;
  change();
  if (readsPast) scroller.scrollTop -= scroller.scrollHeight - height;
}

function announce(message) {
  const news = document.getElementById("news");
  news.textContent = `${news.dataset.message} ${message.querySelector(".said-who").textContent}`;
}

async function fragment(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (answer.status === 401) return signedOut();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function everything() {
  want("list");
  if (page.conversation) want("thread");
}

function connection(up) {
  const banner = document.getElementById("connection");
  if (!up) {
    lostSince ??= setTimeout(() => { banner.textContent = banner.dataset.lost; banner.hidden = false; }, PATIENCE);
    return;
  }
  if (lostSince === null) return;
  clearTimeout(lostSince);
  lostSince = null;
  everything();
  if (banner.hidden) return;
  banner.textContent = banner.dataset.back;
  setTimeout(() => { banner.hidden = lostSince === null; }, PATIENCE);
}

function signedOut() {
  const banner = document.getElementById("connection");
  banner.textContent = banner.dataset.out;
  banner.hidden = false;
  return null;
}

function tab() {
  const known = sessionStorage.getItem("tab") ?? crypto.getRandomValues(new Uint32Array(2)).join("");
  sessionStorage.setItem("tab", known);
  return known;
}
