// Talks to the control of one provider.

export class Provider {
  #base;
  #tags = new Map();

  constructor(kind) {
    this.#base = `/control/${encodeURIComponent(kind)}`;
  }

  /** The customers, or null if nothing has changed since the last time. */
  customers() {
    return this.#changed(`${this.#base}/customers`, "customers");
  }

  /** The bubbles on a customer's phone, or null if nothing has changed since the last time. */
  bubbles(address) {
    return this.#changed(`${this.#customer(address)}/messages`, "bubbles");
  }

  /** Forget what was seen, so that the next question has an answer. */
  forget() {
    this.#tags.clear();
  }

  async write(address, writing) {
    await this.#post(`${this.#customer(address)}/messages`, writing);
  }

  async look(address) {
    await this.#post(`${this.#customer(address)}/look`, {});
  }

  #customer(address) {
    return `${this.#base}/customers/${encodeURIComponent(address)}`;
  }

  async #changed(url, name) {
    const tag = this.#tags.get(url);
    const response = await fetch(url, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return null;
    if (!response.ok) throw new Error(response.statusText);
    const answer = await response.json();
    this.#tags.set(url, response.headers.get("ETag"));
    return answer[name];
  }

  async #post(url, body) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      throw new Error(answer.error ?? response.statusText);
    }
  }
}
