// One phone: whose it is, what is on its screen, and what is new there.

import { draw } from "./bubble.js";
import { Composer } from "./composer.js";
import { Provider } from "./provider.js";

const POLL = 600; // milliseconds between two looks at the provider
const PEOPLE_EVERY = 5; // looks
const PATIENCE = 4000; // milliseconds to the next look when the provider does not answer

export class Phone {
  #section;
  #words;
  #report;
  #provider;
  #composer;
  #drawn = new Map(); // id -> { element, source }
  #bubbles = new Map();
  #seen = new Set();
  #atEnd = true;
  #looks = 0;
  #timer = 0;

  constructor(section, words, report) {
    this.#section = section;
    this.#words = words;
    this.#report = report;
    this.#provider = new Provider(section.dataset.kind);
    this.#composer = new Composer(this.#find(".composer"), JSON.parse(section.dataset.offers), (w) => this.#write(w));
  }

  start() {
    this.#find(".customer").addEventListener("change", () => this.#switch());
    this.#find(".unseen").addEventListener("click", () => this.#look());
    this.#find(".add").addEventListener("click", () => this.#ask());
    this.#find(".newcomer").addEventListener("submit", (event) => this.#add(event));
    this.#find(".composer").addEventListener("refer", () => this.#mark());
    this.#keepAtEnd(this.#find(".screen"), this.#find(".chat"));
    document.addEventListener("visibilitychange", () => this.#next(0));
    this.#next(0);
  }

  get #customer() {
    return this.#find(".customer").value;
  }

  /** Pictures get their height late; whoever was at the end stays there. */
  #keepAtEnd(screen, chat) {
    screen.addEventListener("scroll", () => (this.#atEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 60));
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(chat);
  }

  #toEnd() {
    const screen = this.#find(".screen");
    screen.scrollTop = screen.scrollHeight;
    this.#atEnd = true;
  }

  // ----- what the provider has

  #next(wait) {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.#refresh(), wait);
  }

  async #refresh() {
    try {
      if (this.#looks++ % PEOPLE_EVERY === 0) this.#people(await this.#provider.customers());
      const asked = this.#customer;
      const bubbles = asked ? await this.#provider.bubbles(asked) : null;
      if (bubbles && asked === this.#customer) this.#show(bubbles);
      this.#report(this, true);
      this.#next(POLL);
    } catch {
      this.#provider.forget();
      this.#report(this, false);
      this.#next(PATIENCE);
    }
  }

  #people(customers) {
    if (!customers) return;
    const select = this.#find(".customer");
    const chosen = select.value;
    select.replaceChildren(...customers.map(({ address, name }) => new Option(name || address, address)));
    if (chosen && !customers.some(({ address }) => address === chosen)) select.append(new Option(chosen, chosen));
    if (chosen) select.value = chosen;
  }

  // ----- the screen

  #show(bubbles) {
    const chat = this.#find(".chat");
    const first = this.#drawn.size === 0;
    this.#bubbles = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
    for (const [id, { element }] of this.#drawn) if (!this.#bubbles.has(id)) this.#remove(id, element);
    for (const bubble of bubbles) this.#place(chat, bubble, first);
    this.#find(".empty").hidden = bubbles.length > 0;
    this.#mark();
    if (this.#atEnd || first) this.#toEnd();
  }

  #place(chat, bubble, first) {
    const source = JSON.stringify(bubble);
    const known = this.#drawn.get(bubble.id);
    if (known?.source === source) return;
    const element = draw(bubble, {
      others: (id) => this.#bubbles.get(id),
      refer: (meant) => this.#composer.refer(meant),
      tap: (choice) => this.#tap(bubble, choice),
    });
    if (known) known.element.replaceWith(element);
    else chat.append(element);
    element.classList.toggle("fresh", !known && !first);
    this.#drawn.set(bubble.id, { element, source });
  }

  #remove(id, element) {
    element.remove();
    this.#drawn.delete(id);
  }

  #mark() {
    const unseen = [...this.#bubbles.values()].filter((b) => !b.mine && b.state !== "read" && !this.#seen.has(b.id));
    for (const [id, { element }] of this.#drawn) {
      element.classList.toggle("new", unseen.some((bubble) => bubble.id === id));
      element.classList.toggle("meant", id === this.#composer.referredTo);
    }
    const button = this.#find(".unseen");
    button.hidden = unseen.length === 0;
    button.textContent = (unseen.length === 1 ? this.#words.unseen_one : this.#words.unseen_many).replace("{n}", unseen.length);
  }

  // ----- what the person does

  #switch() {
    for (const [id, { element }] of this.#drawn) this.#remove(id, element);
    this.#bubbles = new Map();
    this.#composer.refer(null);
    this.#provider.forget();
    this.#next(0);
  }

  async #write(writing) {
    await this.#provider.write(this.#customer, writing);
    this.#toEnd();
    this.#next(0);
  }

  async #look() {
    for (const id of this.#bubbles.keys()) this.#seen.add(id);
    this.#mark();
    this.#toEnd();
    this.#find(".screen").focus({ preventScroll: true });
    await this.#provider.look(this.#customer).catch(() => this.#report(this, false));
    this.#next(0);
  }

  async #tap(bubble, choice) {
    await this.#write({ kind: "button", text: choice.title, reply_to: bubble.id, fields: { id: choice.id } });
  }

  #ask() {
    const form = this.#find(".newcomer");
    form.hidden = !form.hidden;
    this.#find(".add").setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.elements.address.focus();
  }

  #add(event) {
    event.preventDefault();
    const { address } = event.target.elements;
    const select = this.#find(".customer");
    select.append(new Option(address.value.trim(), address.value.trim()));
    select.value = address.value.trim();
    address.value = "";
    this.#ask();
    this.#switch();
  }

  #find(selector) {
    return this.#section.querySelector(selector);
  }
}
