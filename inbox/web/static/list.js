// The list keeps its place: rows are one stop for Tab, and whoever opens a conversation finds the
// list where they left it. What comes further down is fetched when somebody gets there.

import { fetchList } from "./live.js";

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
  document.addEventListener("kontor:patched", () => { rove(); watchEnd(); });
  list.addEventListener("focusin", (event) => {
    const link = event.target.closest("#rows .row")?.querySelector("a");
    if (link) rove(link);
  });
  list.addEventListener("click", (event) => {
    const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (plain && event.target.closest("[data-more]") && !page.before) { event.preventDefault(); more(); }
  });
  addEventListener("pagehide", keepPlace);
  findPlace();
  watchEnd();
  showView();
}

// In narrow windows the views are a strip; the current one is in sight.
function showView() {
  const here = document.querySelector("#views [aria-current]")?.getBoundingClientRect();
  const strip = document.getElementById("views");
  if (here) strip.scrollLeft += Math.max(0, here.right - strip.getBoundingClientRect().right + 80);
}

const ends = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) more(); }, { root: list, rootMargin: "400px" });
let fetching = false;

function watchEnd() {
  ends.disconnect();
  const link = document.querySelector("[data-more]");
  if (link && !page.before) ends.observe(link);
}

async function more() {
  if (fetching) return;
  fetching = true;
  try {
    await fetchList({ further: true });
  } catch {
    ends.disconnect(); // the link stays for who wants to try again
  } finally {
    fetching = false;
  }
}

function rove(to = null) {
  const all = links();
  const current = to ?? all.find((link) => link === document.activeElement)
    ?? all.find((link) => link.ariaCurrent === "page") ?? all[0];
  for (const link of all) {
    link.tabIndex = link === current ? 0 : -1;
    link.parentElement.querySelector(".pick input").tabIndex = link.tabIndex;
  }
}

function keepPlace() {
  const place = { view: page.view, until: document.getElementById("rows").dataset.until, top: list.scrollTop };
  sessionStorage.setItem("list", JSON.stringify(place));
}

async function findPlace() {
  const goesBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const place = JSON.parse(sessionStorage.getItem("list") ?? "null");
  if (place?.view === page.view && !page.before && (page.conversation || goesBack)) {
    if (place.until && place.until !== document.getElementById("rows").dataset.until) await fetchList({ until: place.until });
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
