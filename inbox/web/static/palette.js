// One palette of emojis for all messages: it opens where somebody asked for it.

export function start() {
  const palette = document.getElementById("palette");
  if (!palette) return;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-react]");
    if (!opener) return;
    event.preventDefault();
    for (const button of palette.querySelectorAll("button")) button.formAction = opener.href;
    palette.showPopover();
    const box = opener.getBoundingClientRect();
    palette.style.insetInlineStart = `${Math.min(box.left, innerWidth - palette.offsetWidth - 8)}px`;
    palette.style.insetBlockStart = `${Math.max(8, box.top - palette.offsetHeight - 4)}px`;
    palette.querySelector("button").focus();
  });
}
