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
  const given = [...files, ...document.getElementById("upload").files];
  const tooLarge = given.find((file) => file.size > largest);
  if (tooLarge) {
    told.textContent = told.dataset.large.replace("{name}", tooLarge.name);
    document.getElementById("upload").value = "";
    return;
  }
  form().ariaBusy = "true";
  exchange({ upload: [...files] }).then(() => words().focus(), () => {
    form().ariaBusy = "false";
    told.textContent = told.dataset.failed;
  });
}
