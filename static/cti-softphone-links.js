/**
 * Click to dial: clicks on links with a number, and on `[data-cti-dial]`, dial with the widget. The loader fetches this
 * where `clickToDial` is configured. See docs/click-to-dial.md.
 */

const SCHEME = /^\s*(tel|callto|sips?):\/{0,2}/i;
/** What a number may be written with; the core has the last word. */
const NUMBER = /^[+\uff0b]?[\p{Nd}\p{Cf}*#\s().\/\[\]\u00b7\u2010-\u2015\u2212-]*\p{Nd}[\p{Nd}\p{Cf}*#\s().\/\[\]\u00b7\u2010-\u2015\u2212-]*$/u;
/** A number in any writing is shorter. */
const LONGEST = 100;
/** What has a use of its own inside of something that dials. */
const PRESSED = "a[href], area[href], button, input, select, textarea, label, summary, audio, video, [role=button]";

/** The number that an address dials; none where it is another address, or one of somebody who has a name. */
export function numberIn(address) {
  const scheme = SCHEME.exec(address);
  if (!scheme || address.length > 1000) return undefined;
  let rest = address.slice(scheme[0].length);
  try {
    rest = decodeURIComponent(rest);
  } catch {
    // A lone percent sign: then it is as it stands there.
  }
  if (scheme[1].toLowerCase().startsWith("sip")) {
    const at = rest.indexOf("@");
    if (at < 0) return undefined;
    // In front of the host may stand a password too.
    rest = rest.slice(0, at).split(":")[0];
  }
  // Behind the number: parameters and the extension, pauses, a host, what Skype is to do.
  const number = rest.split(/[;,@?]/)[0].trim();
  return number.length <= LONGEST && NUMBER.test(number) ? number : undefined;
}

/** What a click would dial: the element and the number; none if the click is not ours. */
function meant(event, within, isMade) {
  const { defaultPrevented, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (defaultPrevented || button || ctrlKey || metaKey || shiftKey || altKey) return undefined;
  // Into closed shadow roots it does not reach.
  const path = event.composedPath().filter((target) => target instanceof Element);
  if (path.some(({ localName }) => localName.startsWith("cti-softphone"))) return undefined;
  for (const [place, element] of path.entries()) {
    if (element.isContentEditable) return undefined;
    const given = element.getAttribute("data-cti-dial");
    const isPressed = element.matches(PRESSED);
    if (given === null && !isPressed) continue;
    const address = element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? "";
    const number = given === null ? numberIn(address) : (given.trim() || element.textContent.trim()).slice(0, LONGEST);
    const off = element.hasAttribute("download") || element.getAttribute("aria-disabled") === "true";
    const inside = !within || isMade(element) || path.slice(place).some((outer) => outer.matches(within));
    return number === undefined || off || !inside ? undefined : { element, number };
  }
  return undefined;
}

/** Whether a browser can look for this. What is wrong is told by the widget. */
function isSelector(text) {
  try {
    return typeof text === "string" && document.createDocumentFragment().querySelector(text) === null;
  } catch {
    return false;
  }
}

/**
 * Listens to the page's clicks for a widget, whose handle and shadow root these are, as `clickToDial` says. Gives what
 * ends it.
 */
export function listen(handle, root, wanted) {
  const { within, text, ...others } = typeof wanted === "string" ? { within: wanted } : wanted;
  const isKnown = wanted === true || typeof wanted === "string" || (typeof wanted === "object" && !Array.isArray(wanted));
  if (!isKnown || Object.keys(others).length > 0) return () => {};
  if ([within, text].some((selector) => selector && !isSelector(selector))) return () => {};
  const ended = new AbortController();
  const { signal } = ended;
  let finder;
  let isMade = () => false;
  const find = (numbers) => {
    if (signal.aborted) return;
    ({ isMade } = numbers);
    finder = new numbers.Finder(text);
  };
  if (text) import("./cti-softphone-numbers.js").then(find, ({ message }) => console.error("cti-softphone: clickToDial.text:", message));
  /** Numbers on their way, each with what was clicked. */
  const dialling = new Map();
  // The page knows nothing of the call, so the widget says why there is none.
  const tell = (detail) => root.dispatchEvent(new CustomEvent("cti-undialled", { detail }));

  async function dial({ element, number }) {
    tell(null);
    handle.show();
    dialling.set(number, element);
    element.setAttribute("aria-busy", "true");
    try {
      await handle.makeCall(number);
    } catch ({ code }) {
      // What was refused, by the room or the page, stands in the widget already.
      if (code !== "refused") tell({ number, code });
    }
    dialling.delete(number);
    element.removeAttribute("aria-busy");
  }

  // On the window, and not before the page: who prevents a click, or keeps it from getting here, has it.
  window.addEventListener(
    "click",
    (event) => {
      const found = meant(event, within, isMade);
      if (!found) return;
      event.preventDefault();
      // The second click of a double one.
      if (event.detail > 1 || dialling.has(found.number)) return;
      dial(found);
    },
    { signal },
  );

  return () => {
    ended.abort();
    finder?.destroy();
    for (const element of dialling.values()) element.removeAttribute("aria-busy");
  };
}
