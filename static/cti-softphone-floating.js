/**
 * The floating layout: a launcher at an edge of the page, and the widget in a window that it opens. The loader fetches it
 * for `layout: "floating"`. It works before the wasm is there, and after its end. See docs/layouts.md.
 */

import { CROSS, PHONE, STYLES, counted, draw, make } from "./cti-softphone-launcher.js";

const STORED = "cti-softphone.launcher";
const SIZE = 56;
const MARGIN = 16;
/** Between the launcher and the bubble with the caller's name. */
const BESIDE = 14;
const WINDOW = { width: 380, height: 640 };
/** Below this the window fills the screen. */
const NARROW = 480;
/** So far a press may wander and still be a click. */
const STILL = 4;
/** How far a press of an arrow key moves the launcher, as a share of the edge. */
const STEP = 1 / 8;
/** Events come in bursts; what the launcher shows may be so old. */
const PAUSE = 100;
const EDGES = ["left", "right", "top", "bottom"];
const upright = (edge) => edge === "left" || edge === "right";
const CORNERS = [["right", 1], ["left", 1], ["right", 0], ["left", 0]].map(([edge, at]) => ({ edge, at }));
/** The words for states; all others pass soon. */
const STATES = { live: "LaunchLive", waiting: "LaunchWaiting", stopped: "LaunchStopped" };

/** Rectangles are `{ left, top, width, height }` in pixels of the window; so is the area in which things may be. */
export const overlap = (a, b) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/** The place in an area of something at an edge, `at` from its beginning (0) to its end (1). */
export function placed({ edge, at }, { width, height }, area) {
  const [across, down] = [Math.max(0, area.width - width), Math.max(0, area.height - height)];
  return {
    left: area.left + (upright(edge) ? (edge === "right" ? across : 0) : at * across),
    top: area.top + (upright(edge) ? at * down : edge === "bottom" ? down : 0),
    width,
    height,
  };
}

/** The spot at the nearest edge of the area for something that was left here. */
export function nearest(box, area) {
  const [across, down] = [Math.max(1, area.width - box.width), Math.max(1, area.height - box.height)];
  const share = (part) => Math.min(1, Math.max(0, part));
  const [x, y] = [share((box.left - area.left) / across), share((box.top - area.top) / down)];
  const ways = [x * across, (1 - x) * across, y * down, (1 - y) * down];
  const edge = EDGES[ways.indexOf(Math.min(...ways))];
  return { edge, at: upright(edge) ? y : x };
}

/**
 * The first of these spots where something of this size covers nothing of what is to be seen; none if there is none.
 * `covers` tells what more than its own box it would cover there.
 */
export function free(spots, size, area, seen, covers = (box) => box) {
  return spots.map((spot) => placed(spot, size, area)).find((box) => !seen || !overlap(covers(box), seen));
}

const sideOf = ({ left, width }) => (left + width / 2 > window.innerWidth / 2 ? "right" : "left");

/** What has the focus, in whichever shadow. */
function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element === document.body ? null : element;
}

/** What is remembered on this device: where the launcher is, and when the window was last open. Storage may be denied. */
function remembered() {
  try {
    const { edge, at, seen } = JSON.parse(localStorage.getItem(STORED)) ?? {};
    return { spot: EDGES.includes(edge) && typeof at === "number" && at >= 0 && at <= 1 ? { edge, at } : undefined, seen: Number(seen) || 0 };
  } catch {
    return { denied: true, seen: 0 };
  }
}

/** The launcher and the window of one widget. */
export class Floating {
  /** Where the widget's content goes. */
  place = make("div", "cti-place");
  sheet = new CSSStyleSheet();
  #host;
  #handle;
  #words = { LaunchName: "Softphone", LaunchComma: ", " };
  #ended = new AbortController();
  #dock = make("div", "cti-float", { popover: "manual" });
  #launcher = make("button", "cti-launcher", { type: "button", "data-cti": "launcher" });
  #badge = make("span", "cti-badge", { "aria-hidden": "true", "data-cti": "launcher-badge" });
  #bubble = make("div", "cti-bubble", { role: "alert", "data-cti": "launcher-bubble" });
  #window = make("div", "cti-float cti-window", { popover: "manual", role: "dialog", tabindex: "-1", "data-cti": "window" });
  #title = make("span", "");
  #close = make("button", "", { type: "button", "data-cti": "window-close" });
  #open = false;
  #spot;
  #seen;
  #missed = new Map();
  #drag;
  #dragged = false;
  #timer;
  #frame;
  #again;

  /** `words` is a promise of the launcher's words in the language of the widget. */
  constructor(host, root, handle, words) {
    this.#host = host;
    this.#handle = handle;
    this.sheet.replaceSync(STYLES);
    ({ spot: this.#spot, seen: this.#seen } = remembered());
    this.#launcher.append(draw(PHONE, 24));
    this.#dock.append(this.#launcher, this.#badge, this.#bubble);
    this.#close.append(draw(CROSS, 14));
    const bar = make("div", "cti-bar", { dir: "auto" });
    bar.append(this.#title, this.#close);
    this.#window.append(bar, this.place);
    this.place.append(...root.childNodes);
    root.append(this.#dock, this.#window);
    host.dataset.open = false;
    this.#listen();
    this.#say();
    this.#look();
    this.#arrange();
    this.speak(words);
  }

  /** Speaks another language, as soon as its words are here. */
  async speak(words) {
    try {
      this.#words = await words;
    } catch {
      // What it says stays as it is.
      return;
    }
    if (this.#ended.signal.aborted) return;
    this.#say();
    this.#look();
  }

  /** Opens or closes the window. The focus goes along only where it was the user who asked for that here. */
  turn(open, byUser = false) {
    if (this.#ended.signal.aborted) return;
    const inside = this.#window.matches(":focus-within");
    // Closed and closed again, nothing was seen.
    if (open || this.#open) this.#see();
    this.#open = open;
    this.#host.dataset.open = open;
    this.#arrange();
    if (open && byUser) this.#window.focus();
    if (!open && (inside || byUser)) this.#launcher.focus();
    this.#look();
  }

  destroy() {
    this.#ended.abort();
    clearTimeout(this.#timer);
    clearInterval(this.#again);
    cancelAnimationFrame(this.#frame);
    this.#host.removeAttribute("data-open");
  }

  #listen() {
    const { signal } = this.#ended;
    const on = (target, names, act) => {
      for (const name of names.split(" ")) target?.addEventListener(name, act, { signal, capture: true, passive: true });
    };
    const arrange = () => (this.#frame ??= requestAnimationFrame(() => this.#arrange()));
    on(window, "resize", arrange);
    on(window.visualViewport, "resize scroll", arrange);
    on(document, "focusin focusout scroll", arrange);
    on(window, "storage", ({ key }) => {
      if (key !== STORED && key !== null) return;
      this.#recall();
      this.#look();
      arrange();
    });
    on(this.#launcher, "pointerdown", (event) => this.#press(event));
    on(this.#launcher, "pointermove", (event) => this.#move(event));
    on(this.#launcher, "pointerup pointercancel lostpointercapture", (event) => this.#release(event));
    on(this.#launcher, "click", ({ detail }) => {
      // A key that is pressed is a click without a count.
      if (!this.#dragged || detail === 0) this.turn(true, true);
      this.#dragged = false;
    });
    on(this.#close, "click", () => this.turn(false, true));
    this.#launcher.addEventListener("keydown", (event) => this.#step(event), { signal });
    this.#window.addEventListener("keydown", (event) => {
      // A field that Escape empties has it first.
      const { key, isComposing, defaultPrevented } = event;
      const [target] = event.composedPath();
      const wanted = isComposing || defaultPrevented || target.getAttribute?.("aria-expanded") === "true";
      if (key !== "Escape" || wanted || (target.type === "search" && target.value)) return;
      event.stopPropagation();
      this.turn(false, true);
    }, { signal });
    signal.addEventListener("abort", this.#handle.on("*", ({ type }) => type !== "status_changed" && this.#soon()));
    // An element that is moved within the page is no longer on top of it; and its new place may write otherwise.
    const sizes = new ResizeObserver(arrange);
    sizes.observe(this.#dock);
    sizes.observe(this.#window);
    signal.addEventListener("abort", () => sizes.disconnect());
  }

  #soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, PAUSE);
  }

  /** The words that do not change. */
  #say() {
    const { LaunchName, LaunchClose = LaunchName, LaunchMove = "" } = this.#words;
    this.#title.textContent = this.#window.ariaLabel = LaunchName;
    this.#close.ariaLabel = this.#close.title = LaunchClose;
    this.#launcher.setAttribute("aria-description", LaunchMove);
    this.#launcher.ariaKeyShortcuts = "Shift+ArrowUp Shift+ArrowDown Shift+ArrowLeft Shift+ArrowRight";
  }

  /** Whatever was missed up to now has been seen, in all tabs. */
  #see() {
    this.#recall();
    this.#seen = Date.now();
    this.#keep();
  }

  /** Takes what is remembered by now: another tab may have moved the launcher, or the device was forgotten. */
  #recall() {
    const { spot, seen, denied } = remembered();
    if (!denied) this.#spot = spot;
    this.#seen = Math.max(this.#seen, seen);
  }

  #keep() {
    try {
      localStorage.setItem(STORED, JSON.stringify({ ...this.#spot, seen: this.#seen }));
    } catch {
      // Then it is as at first after the next load.
    }
  }

  /** Shows how calls and connection stand. */
  #look() {
    const { connection, calls } = this.#handle.snapshot();
    const mine = calls.filter((call) => call.mine);
    const ringing = mine.filter(({ phase }) => phase === "ringing");
    const live = mine.filter(({ phase }) => phase === "connected" || phase === "dialing");
    for (const { id, outcome, endedAt } of mine) if (outcome === "missed") this.#missed.set(id, endedAt);
    for (const [id, endedAt] of this.#missed) if (this.#open || endedAt <= this.#seen) this.#missed.delete(id);
    const counts = { LaunchRinging: ringing.length, LaunchOnCall: live.length, LaunchMissed: this.#missed.size };
    const number = ringing.length + live.length + this.#missed.size;
    const said = [this.#words.LaunchName, this.#words[STATES[connection.state] ?? "LaunchConnecting"]];
    for (const [key, count] of Object.entries(counts)) if (count > 0) said.push(counted(this.#words[key], count, this.#words.Language));
    this.#launcher.ariaLabel = this.#launcher.title = said.filter(Boolean).join(this.#words.LaunchComma);
    this.#launcher.dataset.state = connection.state;
    this.#launcher.toggleAttribute("data-ringing", ringing.length > 0);
    this.#badge.hidden = number === 0;
    this.#badge.textContent = number > 99 ? "99+" : number;
    this.#call(this.#open ? undefined : ringing[0]);
    // What ceases to ring for want of news is told by no event.
    if (number === this.#missed.size) this.#again = clearInterval(this.#again);
    else this.#again ??= setInterval(() => this.#look(), 1000);
  }

  /** Who is calling, told once for each call. */
  #call(call) {
    if (this.#bubble.dataset.call === call?.id) return;
    this.#bubble.replaceChildren();
    delete this.#bubble.dataset.call;
    if (!call) return;
    this.#bubble.dataset.call = call.id;
    const words = make("p", "", { dir: "auto" });
    const who = document.createElement("bdi");
    who.textContent = call.name || call.number || this.#words.LaunchNameless;
    const [before, after] = (this.#words.LaunchCaller ?? "{name}").split("{name}");
    words.append(before, who, after ?? "");
    this.#bubble.append(words);
    this.#arrange();
  }

  /** Where things may be: what is seen of the page, less what the screen's edges take. */
  #area(margin) {
    const { offsetLeft = 0, offsetTop = 0, width, height } = window.visualViewport ?? {};
    const insets = getComputedStyle(this.#dock);
    const inset = (side) => margin + (parseFloat(insets.getPropertyValue(`scroll-padding-${side}`)) || 0);
    const page = document.documentElement;
    return {
      left: offsetLeft + inset("left"),
      top: offsetTop + inset("top"),
      // Without the page's own scrollbar.
      width: Math.min(width ?? innerWidth, page.clientWidth || innerWidth) - inset("left") - inset("right"),
      height: (height ?? innerHeight) - inset("top") - inset("bottom"),
    };
  }

  /** Puts launcher or window where it belongs, or out of the way of what has the focus. */
  #arrange() {
    cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    if (this.#ended.signal.aborted || !this.#host.isConnected) return;
    const usual = { edge: getComputedStyle(this.#host).direction === "rtl" ? "left" : "right", at: 1 };
    const home = this.#spot ?? usual;
    const rect = this.#looked()?.getBoundingClientRect();
    // What is not seen, or is as large as the page, cannot be avoided.
    const seen = rect?.width && rect.height ? rect : undefined;
    let box;
    if (this.#open) {
      const narrow = window.innerWidth < NARROW;
      const area = this.#area(narrow ? 0 : MARGIN);
      const size = narrow ? area : { width: Math.min(WINDOW.width, area.width), height: Math.min(WINDOW.height, area.height) };
      const own = nearest(placed(home, { width: SIZE, height: SIZE }, area), area);
      box = free(narrow ? [own] : [own, ...CORNERS], size, area, seen);
      if (!box && narrow) {
        // There is no room for both, and the page has the focus.
        this.turn(false);
        return;
      }
      box ??= placed(own, size, area);
      this.#window.toggleAttribute("data-full", narrow);
    } else if (this.#drag?.moved) {
      box = this.#drag.box;
    } else {
      const area = this.#area(MARGIN);
      const size = { width: SIZE, height: SIZE };
      const spots = [home, ...CORNERS];
      box = free(spots, size, area, seen, (at) => this.#withBubble(at));
      // Rather without the caller's name in sight than over what somebody types.
      this.#dock.toggleAttribute("data-short", !box);
      box ??= free(spots, size, area, seen) ?? placed(home, size, area);
    }
    this.#put(box);
  }

  /** What of the page has the focus; not what is the widget's own. */
  #looked() {
    const element = focused();
    return this.#host.shadowRoot.contains(element) ? null : element;
  }

  #put({ left, top, width, height }) {
    const [shown, other] = this.#open ? [this.#window, this.#dock] : [this.#dock, this.#window];
    if (other.matches(":popover-open")) other.hidePopover();
    if (!shown.matches(":popover-open")) shown.showPopover();
    const { style } = shown;
    [style.left, style.top, style.width, style.height] = [left, top, width, height].map((pixels) => `${pixels}px`);
    this.#dock.dataset.side = sideOf({ left, width });
  }

  /** What the launcher covers here together with the bubble beside it. */
  #withBubble(box) {
    const { offsetWidth, offsetHeight } = this.#bubble;
    if (!offsetWidth) return box;
    const reach = offsetWidth + BESIDE;
    const left = sideOf(box) === "right" ? box.left - reach : box.left;
    const top = Math.min(box.top, box.top + (SIZE - offsetHeight) / 2);
    return { left, top, width: SIZE + reach, height: Math.max(SIZE, offsetHeight) };
  }

  #press(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const { left, top } = this.#dock.getBoundingClientRect();
    this.#drag = { x: event.clientX, y: event.clientY, left, top };
    this.#dragged = false;
    // A quick hand is beyond it with the first move.
    this.#launcher.setPointerCapture(event.pointerId);
  }

  #move({ clientX, clientY }) {
    const drag = this.#drag;
    if (!drag) return;
    const [x, y] = [clientX - drag.x, clientY - drag.y];
    if (!drag.moved) {
      if (Math.hypot(x, y) < STILL) return;
      drag.moved = true;
      this.#launcher.setAttribute("data-dragged", "");
    }
    const area = this.#area(0);
    const within = (value, from, length) => Math.min(Math.max(value, from), from + Math.max(0, length - SIZE));
    drag.box = {
      left: within(drag.left + x, area.left, area.width),
      top: within(drag.top + y, area.top, area.height),
      width: SIZE,
      height: SIZE,
    };
    this.#put(drag.box);
  }

  #release({ type }) {
    const drag = this.#drag;
    this.#drag = undefined;
    if (!drag?.moved) return;
    this.#launcher.removeAttribute("data-dragged");
    this.#dragged = type === "pointerup";
    if (type === "pointerup") {
      this.#spot = nearest(drag.box, this.#area(MARGIN));
      this.#keep();
    }
    this.#arrange();
  }

  /** With Shift, an arrow key moves the launcher along its edge, or to the other one. */
  #step(event) {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    const to = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "top", ArrowDown: "bottom" }[key];
    if (!to || !shiftKey || ctrlKey || altKey || metaKey) return;
    event.preventDefault();
    const spot = this.#spot ?? nearest(this.#dock.getBoundingClientRect(), this.#area(MARGIN));
    const at = Math.min(1, Math.max(0, spot.at + (to === "left" || to === "top" ? -STEP : STEP)));
    this.#spot = upright(to) === upright(spot.edge) ? { ...spot, edge: to } : { ...spot, at };
    this.#keep();
    this.#arrange();
  }
}
