// Small helpers. All text is put in as text, never as HTML.

/** The first element that a selector finds. */
export const find = (selector) => document.querySelector(selector);

/** An element with these properties and this content. */
export function make(name, properties = {}, ...content) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

/** A row of a table. A cell is its content, or `{className, content}`. */
export function row(...cells) {
  const isPlain = (cell) => typeof cell === "string" || cell instanceof Node;
  return make(
    "tr",
    {},
    ...cells.map((cell) => (isPlain(cell) ? make("td", {}, cell) : make("td", { className: cell.className }, cell.content))),
  );
}

/** A number in groups, for reading: `+44 207 946 0018`. */
export function grouped(number) {
  const [, code, rest] = /^(\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}))(\d{6,})$/.exec(number) ?? [];
  return code ? `${code} ${rest.replace(/\d{3}(?=\d{3})/g, "$& ")}` : number;
}

/** A number as a link. That it dials with the softphone is `clickToDial` of the softphone's configuration. */
export const phoneLink = (number, label) =>
  make("a", { className: "phone", href: `tel:${number}`, dir: "ltr", ariaLabel: label }, grouped(number));

/** A name, in its own direction and language. */
export const named = (name, lang = "") => make("bdi", { lang }, name);
