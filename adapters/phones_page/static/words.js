// The page's words in the language it was asked for in.

export const words = JSON.parse(document.documentElement.dataset.words);

/** A word of a list, or the provider's own word where the list has none. */
export function word(list, name) {
  return words[list][name] ?? name;
}

const locale = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });

export const time = (iso) => clock.format(new Date(iso));
export const moment = (iso) => day.format(new Date(iso));

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toLocaleString(locale, { maximumFractionDigits: 1 })} MB`;
}
