// Put fresh markup from our own server into the page: by element id, only where it differs, and
// never into the composer. Focus, open menus and opened details stay as they are.

const policy = window.trustedTypes?.createPolicy("kontor", { createHTML: (markup) => markup });
const served = new Map(); // id -> markup as it came; what people opened since does not count

export function remember(root = document) {
  for (const element of root.querySelectorAll("[data-keyed] > [id], #views, #alarms, #state, #actions, #leaving, #gate, #about, #list-end")) {
    served.set(element.id, element.outerHTML);
  }
}

export function parse(markup) {
  const trusted = policy ? policy.createHTML(markup) : markup;
  return new DOMParser().parseFromString(trusted, "text/html").body;
}

export function patch(markup, only = null) {
  const held = focusHeld();
  for (const fresh of [...parse(markup).children]) {
    const target = fresh.id && document.getElementById(fresh.id);
    if (!target || (only && !only.includes(fresh.id))) continue;
    if ("keyed" in target.dataset) sync(target, fresh);
    else exchange(target, fresh);
  }
  giveBack(held);
  document.dispatchEvent(new Event("kontor:patched"));
}

function sync(container, fresh) {
  Object.assign(container.dataset, fresh.dataset);
  const wanted = [...fresh.children];
  const ids = new Set(wanted.map((element) => element.id));
  for (const element of [...container.children]) if (!ids.has(element.id)) element.remove();
  wanted.forEach((element, index) => {
    const known = document.getElementById(element.id);
    const here = known ? exchange(known, element) : element;
    if (!known) served.set(element.id, element.outerHTML);
    if (container.children[index] !== here) container.insertBefore(here, container.children[index] ?? null);
  });
}

function exchange(old, fresh) {
  const markup = fresh.outerHTML;
  if (served.get(fresh.id) === markup || old.querySelector(":popover-open")) return old;
  served.set(fresh.id, markup);
  const opened = [...old.querySelectorAll("details")].map((details) => details.open);
  [...fresh.querySelectorAll("details")].forEach((details, index) => { details.open = Boolean(opened[index]); });
  const picked = old.querySelector(".pick input")?.checked;
  if (picked) fresh.querySelector(".pick input").checked = true;
  old.replaceWith(fresh);
  return fresh;
}

function focusHeld() {
  const active = document.activeElement;
  const owner = active?.closest("[id]");
  return active && active !== document.body && owner ? { active, id: owner.id, tag: active.tagName } : null;
}

function giveBack(held) {
  if (!held || document.activeElement === held.active) return;
  const owner = document.getElementById(held.id);
  const again = owner?.tagName === held.tag ? owner : owner?.querySelector(held.tag);
  again?.focus({ preventScroll: true });
}
