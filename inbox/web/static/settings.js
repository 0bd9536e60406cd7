// Settings: what a form is easier to use with. Everything works without it, too.

for (const part of document.querySelectorAll("[data-when]")) follow(part);
for (const button of document.querySelectorAll("[data-copy]")) offerCopying(button);
for (const part of document.querySelectorAll("[data-regions]")) followCountry(part);

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
