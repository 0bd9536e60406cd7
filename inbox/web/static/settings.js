// Settings: what a form is easier to use with. Everything works without it, too.

import { parse } from "./patch.js";

for (const part of document.querySelectorAll("[data-when]")) follow(part);
for (const button of document.querySelectorAll("[data-copy]")) offerCopying(button);
for (const part of document.querySelectorAll("[data-regions]")) followCountry(part);
for (const form of document.querySelectorAll("form[data-preview]")) previewWhileTyping(form);
for (const button of document.querySelectorAll("[data-copy-week]")) offerCopyingTheWeek(button);

// A field that counts only with some values of another one is shown only with them.
function follow(part) {
  const form = part.closest("form");
  const show = () => {
    const on = part.dataset.values.split(" ").includes(form.elements[part.dataset.when]?.value);
    part.hidden = !on;
    for (const field of part.querySelectorAll("input, select")) field.disabled = !on;
  };
  form.addEventListener("change", show);
  show();
}

function offerCopying(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const says = button.firstChild;
  const before = says.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    says.textContent = button.dataset.copied;
    setTimeout(() => (says.textContent = before), 2000);
  });
}

function followCountry(part) {
  const country = part.querySelector("select");
  const regions = country.form.elements.subdivision;
  country.addEventListener("change", async () => {
    const answer = await fetch(`${part.dataset.regions}?country=${encodeURIComponent(country.value)}`);
    if (!answer.ok) return;
    regions.replaceChildren(...(await answer.json()).map(([code, name]) => new Option(name, code)));
  });
}

// The server answers with the page as it would be; the parts that show it are taken from there.
function previewWhileTyping(form) {
  let waiting;
  const show = async () => {
    const typed = new FormData(form);
    typed.set("preview", "yes");
    const answer = await fetch(form.action, { method: "POST", body: typed });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return;
    const fresh = parse(await answer.text());
    for (const part of [form.dataset.preview, ...(form.dataset.also ?? "").split(" ")]) {
      const here = part && document.getElementById(part);
      if (here) here.replaceChildren(...(fresh.querySelector(`#${part}`)?.childNodes ?? []));
    }
    if (!answer.ok) return;
    const strips = fresh.querySelectorAll(".week-strip");
    form.querySelectorAll(".week-strip").forEach((strip, n) => strip.replaceWith(strips[n]));
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
}

function offerCopyingTheWeek(button) {
  const fields = button.form.elements;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const day of ["tue", "wed", "thu", "fri"]) fields[day].value = fields.mon.value;
    fields.mon.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
