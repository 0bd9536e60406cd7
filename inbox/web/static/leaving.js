// How many seconds are left to call a message back.

let left = 0;

export function start() {
  if (!document.getElementById("leaving")) return;
  begin();
  document.addEventListener("kontor:patched", begin);
  document.addEventListener("kontor:composer", begin);
  setInterval(tick, 1000);
}

function begin() {
  const { seconds } = document.getElementById("leaving").dataset;
  if (!seconds) left = 0;
  else if (!left || Number(seconds) < left) left = Number(seconds);
  show();
}

function tick() {
  left = Math.max(0, left - 1);
  show();
}

function show() {
  const place = document.getElementById("leaving");
  const words = place.querySelector(".leaving-words");
  if (words) words.textContent = left ? place.dataset.words.replace("{count}", left) : place.dataset.soon;
  for (const button of place.querySelectorAll("button")) button.disabled = !left;
}
