// Tell somebody who looks elsewhere: a number in the title, and as they wish a sound and a notice of
// the desktop. Only for what is theirs, only when there is more of it, and without anybody's words.

const page = document.body.dataset;
const title = document.title;
let before = null;
let audio = null;

export function start(isListening) {
  document.addEventListener("kontor:patched", () => look(isListening));
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, wake, { once: true });
  look(isListening);
}

function look(isListening) {
  const unread = Number(document.getElementById("views")?.dataset.unread ?? 0);
  document.title = unread ? `(${unread > 99 ? "99+" : unread}) ${title}` : title;
  const more = before !== null && unread > before;
  before = unread;
  if (more && isListening() && !document.hasFocus()) tell();
}

function tell() {
  if ("sound" in page) chime();
  if ("notice" in page && globalThis.Notification?.permission === "granted") {
    const notice = new Notification("Kontor", { body: page.notice, tag: "kontor", icon: document.querySelector("link[rel=icon]").href });
    notice.onclick = () => { focus(); notice.close(); };
  }
}

// Browsers are silent until somebody has touched the page.
function wake() {
  if ("sound" in page) audio ??= new AudioContext();
}

// Two soft tones, a fourth apart.
export function chime(context = audio) {
  if (!context) return;
  for (const [pitch, delay] of [[587.33, 0], [783.99, 0.14]]) {
    const start = context.currentTime + delay;
    const tone = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.55);
  }
}
