// The list keeps its place: rows are one stop for Tab, and whoever opens a conversation finds the
// list where they left it.

import { showRows } from "./live.js";

const page = document.body.dataset;
const list = document.querySelector(".list");

export function links() {
  return [...document.querySelectorAll("#rows a")];
}

export function move(step) {
  const all = links();
  const here = all.indexOf(document.activeElement);
  const start = here >= 0 ? here : all.findIndex((link) => link.ariaCurrent === "page");
  const next = all[Math.max(0, Math.min(all.length - 1, start + step))];
  if (!next) return;
  rove(next);
  next.focus({ preventScroll: true });
  reveal(next);
}

export function start() {
  rove();
  document.addEventListener("kontor:patched", () => rove());
  list.addEventListener("focusin", (event) => {
    const link = event.target.closest("#rows a");
    if (link) rove(link);
  });
  addEventListener("pagehide", keepPlace);
  findPlace();
}

function rove(to = null) {
  const all = links();
  const current = to ?? all.find((link) => link === document.activeElement)
    ?? all.find((link) => link.ariaCurrent === "page") ?? all[0];
  for (const link of all) link.tabIndex = link === current ? 0 : -1;
}

function keepPlace() {
  const place = { view: page.view, shown: page.shown, top: list.scrollTop };
  sessionStorage.setItem("list", JSON.stringify(place));
}

async function findPlace() {
  const goesBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const place = JSON.parse(sessionStorage.getItem("list") ?? "null");
  if (place?.view === page.view && !page.before && (page.conversation || goesBack)) {
    if (Number(place.shown) > Number(page.shown)) await showRows(place.shown);
    list.scrollTop = place.top;
  }
  const open = document.querySelector("#rows a[aria-current]");
  if (open) reveal(open);
}

// By hand, because scrollIntoView also moves the place from which Tab goes on.
function reveal(link) {
  const box = link.getBoundingClientRect();
  const pane = list.getBoundingClientRect();
  const top = pane.top + document.querySelector(".list-top").offsetHeight;
  if (box.top < top) list.scrollTop -= top - box.top;
  else if (box.bottom > pane.bottom) list.scrollTop += box.bottom - pane.bottom;
}
