// Asks for what the chosen kind of message needs, and makes the writing out of it.

import { summary } from "./bubble.js";
import { word, words } from "./words.js";

const LARGEST = 50 * 1024 * 1024; // bytes
const WIDE = new Set(["text", "subject", "address", "question", "choices"]);
const ABOUT_OTHERS = new Set(["target", "reply_to"]); // chosen on the bubble, not typed

export class Composer {
  #form;
  #offers;
  #send;
  #reference = null;

  /** `send` takes a writing and rejects with what went wrong. */
  constructor(form, offers, send) {
    this.#form = form;
    this.#offers = offers;
    this.#send = send;
    this.#kind.append(...Object.keys(offers).map((kind) => new Option(word("kinds", kind), kind)));
    this.#kind.addEventListener("change", () => this.#ask());
    this.#find(".drop").addEventListener("click", () => this.refer(null));
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("keydown", (event) => this.#key(event));
    this.#ask();
  }

  /** The next message is about this bubble; null: about none. */
  refer(bubble) {
    this.#reference = bubble;
    this.#find(".reference").hidden = bubble === null;
    this.#find(".quoted").textContent = bubble ? `${words.refers_to}: ${summary(bubble)}` : "";
    if (bubble?.subject && this.#field("subject") && !this.#field("subject").value) {
      this.#field("subject").value = bubble.subject.replace(/^(re: *)?/i, "Re: ");
    }
    if (bubble) this.#form.querySelector("textarea, input, select").focus();
    this.#form.dispatchEvent(new Event("refer"));
  }

  get referredTo() {
    return this.#reference?.id ?? null;
  }

  get #kind() {
    return this.#find(".kind");
  }

  get #asked() {
    return this.#offers[this.#kind.value].filter((name) => !ABOUT_OTHERS.has(name));
  }

  #ask() {
    const kept = this.#field("text")?.value ?? "";
    this.#find(".asked").replaceChildren(...this.#asked.map((name) => this.#input(name)));
    if (this.#field("text")) this.#field("text").value = kept;
    this.#tell("");
  }

  #input(name) {
    return name === "file" ? this.#fileInput() : this.#lineInput(name);
  }

  #lineInput(name) {
    const label = Object.assign(document.createElement("label"), { textContent: word("fields", name) });
    const isText = name === "text";
    const input = document.createElement(isText ? "textarea" : "input");
    Object.assign(input, { name, autocomplete: "off" });
    if (isText) Object.assign(input, { rows: 1, placeholder: this.#writesLetters ? words.hint_ctrl : words.hint_enter });
    label.classList.toggle("wide", WIDE.has(name));
    label.append(input);
    return label;
  }

  /** The browser's own button would speak the browser's language. */
  #fileInput() {
    const label = element("label", "wide file");
    const picked = element("span", "picked", words.choose_file);
    const input = Object.assign(element("input"), { type: "file", name: "file" });
    input.addEventListener("change", () => (picked.textContent = input.files[0]?.name ?? words.choose_file));
    label.append(input, picked);
    if (this.#hasExample) label.append(element("small", "", words.optional_file));
    return label;
  }

  get #hasExample() {
    return !this.#writesLetters && this.#kind.value !== "video";
  }

  /** Letters have a subject, and paragraphs: there Enter starts a line. */
  get #writesLetters() {
    return Object.values(this.#offers).some((asked) => asked.includes("subject"));
  }

  #key(event) {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "TEXTAREA") return;
    const sends = this.#writesLetters ? event.ctrlKey || event.metaKey : !event.shiftKey;
    if (!sends) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.#find(".send");
    if (button.disabled) return;
    button.disabled = true;
    this.#tell(words.sending);
    try {
      await this.#send(await this.#writing());
      this.#sent();
    } catch (error) {
      this.#tell(error.message, true);
    } finally {
      button.disabled = false;
    }
  }

  async #writing() {
    const writing = { kind: this.#kind.value, fields: {} };
    if (this.referredTo) writing.reply_to = this.referredTo;
    for (const name of this.#asked) {
      const input = this.#field(name);
      if (name === "file") {
        if (input.files.length) writing.file = await encoded(input.files[0]);
      } else if (name === "text" || name === "subject") {
        writing[name] = input.value;
      } else if (input.value.trim()) {
        writing.fields[name] = input.value.trim();
      }
    }
    return writing;
  }

  #sent() {
    this.refer(null);
    this.#tell("");
    this.#find(".asked").replaceChildren();
    this.#ask();
    this.#field("text")?.focus();
  }

  #tell(text, bad = false) {
    this.#find(".told").textContent = text;
    this.#find(".told").classList.toggle("bad", bad);
  }

  #field(name) {
    return this.#find(`.asked [name="${name}"]`);
  }

  #find(selector) {
    return this.#form.querySelector(selector);
  }
}

function element(name, className = "", text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

async function encoded(file) {
  if (file.size > LARGEST) throw new Error(words.too_large);
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  return { name: file.name, content_type: file.type || "application/octet-stream", content: url.slice(url.indexOf(",") + 1) };
}
