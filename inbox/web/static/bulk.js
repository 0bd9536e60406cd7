// Pick several conversations and do the same with all of them; and take back what was just done.

import { fetchList } from "./live.js";
import { parse } from "./patch.js";

const form = document.getElementById("bulk");
let last = null; // the row that was picked before, for Shift

export function start() {
  const list = form.closest(".list");
  list.addEventListener("change", (event) => { if (event.target.closest(".pick")) count(); });
  list.addEventListener("click", pickRange);
  form.addEventListener("reset", () => setTimeout(count));
  form.addEventListener("submit", doIt);
  document.addEventListener("kontor:patched", count);
  count();
}

export function picked() {
  return [...document.querySelectorAll(".pick input:checked")];
}

export function pick(row) {
  const box = row?.querySelector(".pick input");
  if (!box) return;
  box.checked = !box.checked;
  count();
}

export function none() {
  form.reset();
}

function pickRange(event) {
  const row = event.target.closest(".pick input")?.closest(".row");
  if (!row) return;
  const rows = [...row.parentElement.children];
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
    for (const one of rows.slice(from, to + 1)) one.querySelector(".pick input").checked = event.target.checked;
    count();
  }
  last = row;
}

function count() {
  const many = picked().length;
  const output = form.querySelector(".bulk-count");
  output.textContent = many ? output.dataset.words.replace("{count}", many) : "";
}

// The answer is the page as it is afterwards: its notice is taken from it, the list fetches itself.
async function doIt(event) {
  event.preventDefault();
  const { submitter } = event;
  for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
  const body = new FormData(form, submitter);
  const toasts = document.querySelector(".toasts");
  toasts.replaceChildren(); // nobody undoes the deed before this one by mistake
  try {
    const answer = await fetch(submitter.formAction, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const said = parse(await answer.text()).querySelector(".toasts");
    form.reset();
    toasts.replaceChildren(...said.children);
    await fetchList();
    document.querySelector("#rows a[tabindex='0']")?.focus({ preventScroll: true });
  } catch {
    form.action = submitter.formAction;
    HTMLFormElement.prototype.submit.call(form); // the browser shows what went wrong
  }
}
