/**
 * Numbers in texts of the page become links, in the containers that `clickToDial.text` names. cti-softphone-links.js fetches
 * this where that is configured. See docs/click-to-dial.md.
 */

/** What stands between two groups of digits: one of these, or brackets. */
const GAP = "[ \\u00a0\\u2009\\u202f./\\u2010\\u2011\\u2013-]";
const GAPS = new RegExp(GAP, "g");
/** Digits with single gaps between them, as long as they go on. */
const RUN = new RegExp(`(?:\\(\\+|\\+\\(?|\\()?\\d+(?:(?:\\)${GAP}?|${GAP}\\(?|\\()\\d+)*`, "g");
const UNITS = "EUR|USD|GBP|CHF|JPY|kg|km|cm|mm|kB|MB|GB|TB|ms";
/** Then it belongs to a word, an address, a price, a time, or a number of something else. */
const BEFORE = /[\p{L}\p{N}_@#=&%$€£¥₽₹*<>~^\\/.,+-]$|\d:$|(?:[#№$€£¥₽₹]|\b(?:ISBN(?:-1[03])?|ISSN|IBAN|EAN|UPC|SKU|VAT|EUR|USD|GBP|CHF|JPY))[.:]?\s?$/iu;
const AFTER = new RegExp(
  `^(?!x\\d)[\\p{L}\\p{N}_@=*(\\[²³]|^[:.,/+-][\\p{L}\\p{N}]|^\\s?(?:[%°$€£¥₽₹×]|(?:${UNITS})\\b)`,
  "iu",
);
/** How national numbers that begin with no zero are grouped, by what stands between. All else may be anything. */
const SHAPES = {
  " ": "2 2 2 2|2 3 2 2|2 4 4|3 2 2 2|3 2 3|3 3 2 2|3 3 3|3 3 4|3 4 4|4 3 3|4 4|5 5|1 3 3 4|1 3 3 2 2",
  "-": "3 4|3 3 3|3 3 4|2 3 2 2|3 2 2 2|3 3 2 2|3 4 4|1 3 3 4|1 3 3 2 2",
  ".": "3 3 4",
};
/** `1 000 000`, `25 000 000`. */
const ROUND = /\D000$/;
const YEAR = /^(?:19|20)\d\d$/;

/** Whether three groups are a day: year first, or last. */
function isDate([first, second, third]) {
  const within = (text, most) => text.length <= 2 && text > 0 && text <= most;
  const day = (a, b) => (within(a, 31) && within(b, 12)) || (within(a, 12) && within(b, 31));
  if (third === undefined) return false;
  return (YEAR.test(first) && day(second, third)) || (YEAR.test(third) && day(first, second));
}

/** Whether digits in this writing are a phone number. Rather none than a wrong one. */
function isNumber(run) {
  const groups = run.match(/\d+/g);
  const count = groups.join("").length;
  const lengths = groups.map((group) => group.length);
  if (count < 7 || count > 15 || groups.length > 7 || ROUND.test(run)) return false;
  if (run.includes("+")) {
    // After the country code one group may be a single digit: an area, or the zero of `(0)`.
    const single = lengths.slice(1).filter((length) => length < 2).length;
    return count >= 8 && groups[0][0] !== "0" && single <= 1 && (!/^[17]/.test(groups[0]) || count === 11 || run.includes("(0)"));
  }
  const gaps = new Set(run.match(GAPS));
  if (groups.length === 1 || isDate(groups)) return false;
  if (run.startsWith("(")) {
    return /^\((?:0|\d{2,5})\)/.test(run) && !YEAR.test(groups[0]) && count <= 13 && lengths.slice(1).every((length) => length > 1);
  }
  if (run.includes("(")) return false;
  if (run.startsWith("0")) {
    const dotted = !gaps.has(".") || (gaps.size === 1 && groups.length === 5);
    return dotted && !run.startsWith("000") && count <= (run.startsWith("00") ? 15 : 13) && lengths.every((length) => length > 1);
  }
  if (gaps.size > 1) return false;
  const [gap] = gaps;
  const between = gap === "\u2011" || gap === "\u2010" ? "-" : /[\u00a0\u2009\u202f]/.test(gap) ? " " : gap;
  if (!SHAPES[between]?.split("|").includes(lengths.join(" "))) return false;
  // Two groups may be years; and in America neither area nor exchange begins with 0 or 1.
  if (groups.length === 2) return !YEAR.test(groups[0]) && (between === " " || groups[0] >= "2");
  return lengths.join(" ") !== "3 3 4" || between === " " || (groups[0] >= "2" && groups[1] >= "2");
}

/** The phone numbers in a text: where they are, and how they are written. */
export function numbersIn(text) {
  const found = [];
  for (const match of text.matchAll(RUN)) {
    let { 0: run, index } = match;
    if (run.startsWith("(") && !run.includes(")")) {
      run = run.slice(1);
      index += 1;
    }
    // Behind a number that is written in one piece something else begins.
    run = /^\+\d{9,}(?=\D)/.exec(run)?.[0] ?? run;
    const end = index + run.length;
    // Of endless digits only so much is looked at.
    const fits = run.length < 40 && !BEFORE.test(text.slice(Math.max(0, index - 12), index)) && !AFTER.test(text.slice(end, end + 5));
    if (fits && isNumber(run)) found.push({ index, run });
  }
  return found;
}

/** Where nothing becomes a link: what is pressed or written into, what is no prose, and the widget itself. */
const SKIPPED = `a, area, button, input, textarea, select, option, label, summary, script, style, noscript, template, code, pre, kbd,
  samp, time, svg, math, iframe, object, canvas, audio, video, cti-softphone, cti-softphone-2, [data-cti-dial], [aria-hidden=true],
  [contenteditable]:not([contenteditable=false i]),
  ${["button", "link", "option", "menuitem", "tab", "textbox", "checkbox", "radio"].map((role) => `[role=${role}]`)}`;
/** Texts that are longer are not looked at. */
const LONGEST = 10_000;
/** How long a piece of the work may take, in milliseconds. */
const SLICE = 8;
const WATCHED = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["contenteditable"] };

/** All links that were made here, by any widget. */
const made = new WeakSet();
export const isMade = (element) => made.has(element);

/** Whether an element, or one around it, also outside of shadow roots, fits a selector. */
function isIn(node, selector) {
  for (let at = node.nodeType === Node.ELEMENT_NODE ? node : node.parentNode; at; at = at.getRootNode().host) {
    const element = at.nodeType === Node.ELEMENT_NODE ? at : at.host;
    if (!element) return false;
    if (element.closest(selector)) return true;
    at = element;
  }
  return false;
}

const idle = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 500 }) : setTimeout(act, 16));
const unidle = (number) => (window.cancelIdleCallback ? cancelIdleCallback(number) : clearTimeout(number));

/**
 * Makes links of the numbers in containers, now and later, until it is destroyed.
 *
 * A text keeps its node, shortened to what stands before its first number; what follows are nodes of ours behind it. So a
 * framework that changes or removes the node it knows can go on doing so: our own nodes then go by themselves.
 */
export class Finder {
  #selector;
  #observer = new MutationObserver((records) => this.#heard(records));
  /** Nodes that arrived, or changed. */
  #fresh = new Set();
  /** Nodes in containers, the next one last. */
  #waiting = [];
  #scheduled;
  /** What stands behind a text of the page. */
  #pieces = new WeakMap();
  #texts = [];
  #room = 1000;

  constructor(selector) {
    this.#selector = selector;
    this.#observer.observe(document, WATCHED);
    this.#take(document.documentElement);
  }

  destroy() {
    // What the page has just written is no text of ours to put together again.
    this.#heard(this.#observer.takeRecords());
    this.#observer.disconnect();
    unidle(this.#scheduled);
    for (const text of this.#texts) this.#undo(text.deref());
  }

  /** Has a node looked at when there is time: what arrives may be much. */
  #take(node) {
    this.#fresh.add(node);
    this.#scheduled ??= idle(() => this.#work());
  }

  #work() {
    this.#scheduled = undefined;
    // What the page did is heard before what is done here, and that is not heard.
    this.#heard(this.#observer.takeRecords());
    const end = performance.now() + SLICE;
    const hasTime = () => performance.now() < end;
    for (const node of this.#fresh) {
      if (!hasTime()) break;
      this.#fresh.delete(node);
      this.#sort(node);
    }
    while (this.#waiting.length > 0 && hasTime()) this.#look(this.#waiting.pop());
    this.#observer.takeRecords();
    if (this.#waiting.length + this.#fresh.size > 0) this.#scheduled ??= idle(() => this.#work());
  }

  /** Takes what of a node is in a container. */
  #sort(node) {
    if (!node.isConnected || isIn(node, SKIPPED)) return;
    if (isIn(node, this.#selector)) this.#waiting.push(node);
    else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const container of node.querySelectorAll(this.#selector)) if (!isIn(container, SKIPPED)) this.#waiting.push(container);
    }
  }

  #look(node) {
    if (node.nodeType === Node.TEXT_NODE) this.#mark(node);
    else if (node.nodeType !== Node.ELEMENT_NODE || !node.matches(SKIPPED)) {
      for (let child = node.lastChild; child; child = child.previousSibling) this.#waiting.push(child);
      if (node.shadowRoot) {
        this.#observer.observe(node.shadowRoot, WATCHED);
        this.#waiting.push(node.shadowRoot);
      }
    }
  }

  #mark(text) {
    if (text.length > LONGEST || !text.isConnected || this.#pieces.has(text)) return;
    const { data } = text;
    const found = numbersIn(data);
    if (found.length === 0) return;
    const pieces = found.flatMap(({ index, run }, place) => {
      const link = document.createElement("a");
      link.href = `tel:${run.replace("(0)", "").replace(/[^\d+]/g, "")}`;
      link.dataset.ctiNumber = "";
      link.textContent = run;
      made.add(link);
      const rest = data.slice(index + run.length, found[place + 1]?.index);
      return rest ? [link, document.createTextNode(rest)] : [link];
    });
    text.after(...pieces);
    text.deleteData(found[0].index, data.length);
    this.#pieces.set(text, pieces);
    this.#texts.push(new WeakRef(text));
    if (this.#texts.length > this.#room) {
      this.#texts = this.#texts.filter((text) => this.#pieces.has(text.deref()));
      this.#room = 2 * this.#texts.length + 1000;
    }
  }

  /** Takes our nodes away, and gives the text back what they have taken of it; or not, where the page has written it anew. */
  #undo(text, isNew = false, isMoved = false) {
    const pieces = this.#pieces.get(text);
    if (!pieces) return;
    this.#pieces.delete(text);
    // What the page itself has taken away from behind the text is not brought back.
    const left = pieces.filter(({ parentNode }) => isMoved || parentNode);
    if (!isNew) text.appendData(left.map(({ textContent }) => textContent).join(""));
    for (const piece of pieces) piece.remove();
  }

  /** What the page has changed. */
  #heard(records) {
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === "characterData") {
        this.#undo(target, true);
        this.#take(target);
      } else if (type === "attributes") {
        // What becomes an editor gets its own texts back.
        for (const text of this.#texts) if (target.contains(text.deref() ?? null)) this.#undo(text.deref());
        this.#take(target);
      } else {
        for (const node of removedNodes) this.#undo(node, false, true);
        for (const node of addedNodes) this.#take(node);
      }
    }
    // Our own nodes went; that is nothing to hear of.
    this.#observer.takeRecords();
  }
}
