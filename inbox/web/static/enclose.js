// Files come into the composer by choosing, pasting or dropping them.

import { exchange, form, words } from "./composer.js";

export function start() {
  if (!form()) return;
  document.addEventListener("change", (event) => {
    if (event.target.id === "upload" && event.target.files.length) enclose([]);
  });
  document.addEventListener("paste", (event) => {
    if (event.target !== words() || !event.clipboardData.files.length) return;
    event.preventDefault();
    enclose(event.clipboardData.files);
  });
  const centre = document.querySelector(".centre");
  centre.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form().classList.add("is-target");
  });
  centre.addEventListener("dragleave", (event) => {
    if (!centre.contains(event.relatedTarget)) form().classList.remove("is-target");
  });
  centre.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    enclose(event.dataTransfer.files);
  });
}

function enclose(files) {
  form().classList.remove("is-target");
  const told = document.getElementById("kept");
  const { largest } = JSON.parse(form().dataset.limits);
  // Held here, not in the field: by the time it is our turn the form may be another one.
  const given = [...files, ...document.getElementById("upload").files];
  document.getElementById("upload").value = "";
  const tooLarge = given.find((file) => file.size > largest);
  if (tooLarge) {
    told.textContent = told.dataset.large.replace("{name}", tooLarge.name);
    told.classList.add("is-problem");
    return;
  }
  form().ariaBusy = "true";
  exchange({ upload: given }).then(() => words().focus(), () => {
    form().ariaBusy = "false";
    told.textContent = told.dataset.failed;
    told.classList.add("is-problem");
  });
}
