/**
 * The loader of the softphone widget: defines `<cti-softphone>` and exports `mount`.
 *
 * It shows a skeleton at once, loads the wasm behind it, and forwards; calls and frames are decided in the wasm.
 * Types: cti-softphone.d.ts.
 */

// files: in the npm package these stand in files.js, which names every file, since bundlers follow nothing else.
const WIDGET = new URL("./widget/", import.meta.url).href;

const glued = () => import("./widget/cti-softphone.js");

/** What stands in a file of words. */
async function fetched(name) {
  const response = await fetch(`${WIDGET}texts/${name}.json`);
  if (!response.ok) throw new Error(`Its texts could not be fetched (${response.status}).`);
  return response.json();
}

/** Whether our code is the innermost with an address on a stack. Some browsers give wasm none. */
const isOurs = (stack) => Boolean(/\b(?!wasm:)[a-z][a-z+.-]*:\/\/\S+/i.exec(stack)?.[0].startsWith(WIDGET));
// :files

const CALL_EVENTS = { ringing: "incoming_call", dialing: "outgoing_call", connected: "call_connected" };
const ATTRIBUTES = {
  host: "host", domain: "domain", user: "user", "credentials-url": "credentialsUrl", theme: "theme", locale: "locale",
  layout: "layout",
};
/**
 * The languages, each with what is said where its words cannot be fetched, and with the word for another try. The build
 * puts in what stands in texts/; without it there is English only, in the wasm.
 */
const LANGUAGES = { en: [] };
/** Places of words in the list of the first ones: src/text/keys.rs. */
const [LOAD_FAILED, TRY_AGAIN, LOADING, STOPPED, RELOAD] = [2, 3, 4, 5, 6];
/** For developers, as all messages of errors and events; agents read the words of their language. */
const TRAPPED = "The softphone has stopped because of an error of its own.";
const TRAPS = ["error", "unhandledrejection"];
const GONE = "the widget was destroyed";
const THEMES = ["light", "dark", "auto"];

/** What a method of the handle rejects with. */
export class CtiError extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.name = "CtiError";
    this.code = code;
    this.details = details;
  }
}

/** Does a thing once, for all who ask; if it fails, the next who asks tries again. */
function once(act) {
  let acting;
  return (...given) => {
    acting ??= act(...given);
    acting.catch(() => (acting = undefined));
    return acting;
  };
}

/** Loads the wasm for the page. */
const load = once(async () => {
  const glue = await glued();
  await glue.default();
  return glue;
});

/** The language that was asked for last, that of the page with its first words, and what brings the wasm others: for all widgets. */
let asked;
let language;
let first = [];
let learn;
/** What tells each launcher that another language was chosen. */
const launchers = new Set();
/** Set when the wasm has stopped because of an error of its own. */
let dead;

/** What the agent is told while the wasm is not there to say it. */
function say(place, host, config) {
  return first[place] ?? LANGUAGES[asked ?? choose(host, preferred(config))[0]][place - LOAD_FAILED];
}

/** The first words for the page, in the language that its first widget asks for. */
const speak = once((host, config) => wordsFor(host, config, preferred(config)));

/** Fetches the first words of a language. */
async function wordsFor(host, config, locale) {
  const [file, tag] = choose(host, locale);
  asked = file;
  const given = hasTexts(config) ? Object.entries(config.texts) : [];
  const [words, numbers] = await Promise.all([fetched(file), given.length > 0 ? fetched("keys") : {}]);
  const own = [];
  const mistakes = [];
  for (const [key, words] of given) {
    if (!Object.hasOwn(numbers, key)) mistakes.push(`texts.${key}: unknown key`);
    else if (typeof words !== "string" || !words.trim()) mistakes.push(`texts.${key}: text expected`);
    else own[numbers[key]] = words.replaceAll("\0", "");
  }
  // Dates are written as it is done where the agent is.
  own[0] = tag;
  const mix = (words) => words.map((word, number) => own[number] ?? word);
  [language, first] = [file, mix(words)];
  return {
    mistakes,
    all: async () => mix([...words, ...(await fetched(`${file}.more`))]).join("\0"),
    // The page may have taken this widget away since.
    again: (locale) => wordsFor(host.isConnected ? host : document.body, config, locale),
  };
}

/** What the launcher says; a page's own words go before. */
async function launcherWords(host, config, locale) {
  return { ...(await fetched(`${choose(host, locale)[0]}.launcher`)), ...config.texts };
}

/** What the agent chose on this device. */
function chosen(key) {
  try {
    const { version, [key]: kept } = JSON.parse(localStorage.getItem("cti-softphone"));
    if (version === 1 && typeof kept === "string") return kept;
  } catch {
    // Nothing is stored, or storage is denied.
  }
}

const preferred = (config) => chosen("locale") ?? config?.locale;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The same without what a page's scripts may have given to all objects. */
const plain = (value) => (isObject(value) ? { __proto__: null, ...value } : value);

/** Browsers that fill in forms, and scripts, send keys without a name. One function: a root that is used again hears once. */
const stopKeyless = (event) => event.key ?? event.stopImmediatePropagation();

/** A copy; what cannot be copied as it is, for whoever names what is wrong with it. */
function copied(value, copy) {
  try {
    return copy(value);
  } catch {
    return value;
  }
}

/** What the wasm can read, else what it refuses. Chromium crashes where addresses and names have megabytes. */
function readable(config) {
  try {
    if (JSON.stringify(config ?? null).length < 1e6) return config;
  } catch {
    // Cyclic, or a function, for instance.
  }
  return [];
}

/** What is seldom done. One promise for all: browsers settle those of the same import in any order. */
const seldom = once(() => import("./cti-softphone-more.js"));

/** Has that do something. Where it cannot be fetched, the wasm looks at arguments all the same. */
const more = async (act) => act(await seldom().catch(() => ({ check() {}, checkEvent() {} })));

const hasTexts = (config) => typeof config?.texts === "object" && config.texts !== null;

/** The file for the language that is asked for, and its tag with the agent's region if that is known. */
function choose(host, locale) {
  const part = (tag) => tag.split("-")[0];
  const own = canonical(navigator.languages);
  const asked = locale && locale !== "auto" ? locale : pageLanguage(host);
  for (const tag of [...(asked ? canonical([asked]) : own), "en"]) {
    const same = (other) => part(other) === part(tag);
    const file = Object.hasOwn(LANGUAGES, tag) ? tag : Object.keys(LANGUAGES).find(same);
    if (file) return [file, tag.includes("-") ? tag : (own.find(same) ?? file)];
  }
}

/** Tags in their usual spelling, without what is no tag. */
function canonical(tags) {
  return tags.flatMap((tag) => {
    try {
      return Intl.getCanonicalLocales(tag);
    } catch {
      return [];
    }
  });
}

/** What the nearest `lang` around an element says; an empty one means that it is not known. */
function pageLanguage(element) {
  for (let inner = element; inner instanceof Element; inner = inner.getRootNode().host) {
    const near = inner.closest("[lang]");
    if (near) return near.getAttribute("lang");
  }
}

const SKELETON = `
:host { display: block; min-height: 320px; height: 100%; }
:host([hidden]) { display: none !important; }
.cti-plain { box-sizing: border-box; height: 100%; min-height: inherit; display: grid; place-content: center; gap: 12px;
  justify-items: center; padding: 24px; border-radius: 16px; font: 15px/1.4 system-ui, sans-serif; text-align: center;
  color: CanvasText; background: Canvas; }
.cti-plain:empty::before { content: "…"; }
.cti-plain button { font: inherit; padding: 8px 16px; }`;

/** The styles of views that come later: the wasm fills it, once for all widgets. */
const late = new CSSStyleSheet();
let stop;

/** A mounted widget. Usable at once: what needs the wasm waits for it. */
class Handle {
  #host;
  #root;
  /** Where the content goes: into the shadow root, or a window that floats over the page. */
  #place;
  #floating;
  #shown;
  #config;
  #listeners = new Map();
  #mounted;
  #ready;
  #state = "starting";
  #spoken;
  /** Why it could not be loaded, or has stopped. */
  #failure;
  /** Whether it is to be connected, as the page said last. */
  #wished;
  /** The page's own theme, in a list: there may be none. */
  #theme;
  /** Ends that the page around this one can steer. */
  #unserve;
  /** What of the page dials, and what ends that. */
  #linked;
  #linking;
  #unlink;
  /** The configuration that holds, and a promise of the wasm's way in for another. */
  #running;
  #door;
  #enter;
  #updated;

  static {
    stop = (handle, place) => handle.#stop(place);
  }

  constructor(host, config) {
    this.#host = host;
    this.#config = config;
    this.#place = this.#root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.#root.addEventListener("keydown", stopKeyless, true);
    this.#start();
  }

  makeCall(number, options = {}) {
    return this.#command("makeCall", number, options);
  }

  setVariables(callId, variables) {
    return this.#command("setVariables", callId, variables);
  }

  logout(userId) {
    return this.#command("logout", userId);
  }

  /** One after another, each with what was given then. */
  update(wanted) {
    const given = copied(wanted, plain);
    const turn = Promise.allSettled([this.#updated]).then(() =>
      this.#ask(async () =>
        (await seldom()).update(given, {
          config: this.#running,
          door: async (asked) => {
            (await this.#door)(asked);
            this.#alive();
          },
          swap: (config) => {
            this.#running = config;
            this.#link(config.clickToDial);
          },
          restart: (config) => this.#restart(config),
        }),
      ),
    );
    this.#updated = turn;
    return turn;
  }

  on(name, listener) {
    if (typeof listener !== "function") throw new TypeError("on: a function expected");
    const listeners = this.#listeners.get(name) ?? new Set();
    // An own wrapper for each subscription, so that one function can be subscribed twice and unsubscribed once.
    const subscription = { listener };
    this.#listeners.set(name, listeners.add(subscription));
    queueMicrotask(() => this.#replay(name, listeners, subscription));
    this.#ready.then(() => more((file) => file.checkEvent(name)), () => {});
    return () => void listeners.delete(subscription);
  }

  snapshot() {
    const snapshot = this.#call((widget) => widget.snapshot());
    if (snapshot) return snapshot;
    const state = this.#state === "starting" ? "idle" : "stopped";
    return { connection: { state, since: Date.now(), ...(this.#failure && { reason: this.#failure }) }, user: null, calls: [], users: [], gaps: [] };
  }

  connect() {
    this.#wish("connect");
  }

  disconnect() {
    this.#wish("disconnect");
  }

  /** What is wanted before there is a widget is done as soon as there is. */
  #wish(name) {
    this.#wished = name;
    this.#call((widget) => widget[name]());
  }

  show() {
    this.#turn(true);
  }

  hide() {
    this.#turn(false);
  }

  destroy() {
    if (this.#state === "destroyed") return;
    this.#floating?.destroy();
    this.#end();
    this.#state = "destroyed";
    this.#enter?.(() => {});
    unwatch(this);
    if (this.#theme) this.#dress(this.#theme[0]);
    this.#listeners.clear();
    this.#root.replaceChildren();
    this.#root.adoptedStyleSheets = [];
    if (made.has(this.#host)) this.#host.remove();
  }

  /** Takes down what runs. */
  #end() {
    const widget = this.#mounted;
    // What is told meanwhile may make the page ask for this again.
    this.#mounted = undefined;
    this.#call(() => {
      widget.destroy();
      // What it holds is let go as soon as nothing of it is under way, not when the browser collects garbage.
      queueMicrotask(() => widget.free());
    }, widget);
    this.#off();
    launchers.delete(this.#spoken);
  }

  /** Lets the page around, and its links, alone. */
  #off() {
    this.#unlink?.();
    this.#unserve?.();
    this.#unlink = this.#linked = this.#linking = this.#unserve = undefined;
  }

  #turn(shown) {
    this.#shown = shown;
    if (this.#floating) this.#floating.turn(shown);
    else this.#host.hidden = !shown;
  }

  #begin(config, locale) {
    this.#link(config?.clickToDial);
    return this.#lay(config, locale);
  }

  /** Puts the content into a window with a launcher, where that is configured. */
  async #lay(config, locale) {
    if (config?.layout !== "floating") return;
    const { Floating } = await import("./cti-softphone-floating.js");
    if (this.#state === "destroyed") return;
    const words = launcherWords(this.#host, config, locale);
    if (this.#floating) return this.#floating.speak(words);
    this.#floating = new Floating(this.#host, this.#root, this, words);
    this.#place = this.#floating.place;
    this.#wear(...this.#root.adoptedStyleSheets);
    if (this.#shown === undefined) return;
    this.#host.hidden = false;
    this.#floating.turn(this.#shown);
  }

  /** Lets clicks on numbers of the page dial, as is configured now. */
  async #link(wanted) {
    if (this.#linked === wanted) return;
    this.#linked = wanted;
    this.#unlink = this.#unlink?.();
    const mine = (this.#linking = {});
    try {
      const { listen } = wanted ? await import("./cti-softphone-links.js") : {};
      if (listen && this.#linking === mine) this.#unlink = listen(this, this.#root, wanted);
    } catch ({ message }) {
      this.#linked = undefined;
      this.#emit({ type: "error", message: `clickToDial: ${message}` });
    }
  }

  /** Begins anew with another configuration, for the same listeners. */
  async #restart(config) {
    this.#wished = undefined;
    const speaks = config.locale !== this.#running.locale && learn;
    this.#end();
    this.#spoken = undefined;
    if (config.layout !== "floating") {
      this.#floating?.destroy();
      this.#floating = undefined;
      this.#place = this.#root;
    }
    this.#config = { config };
    // Where its words cannot be fetched, the language is the next time's.
    this.#start(speaks && speaks(preferred(config) ?? "auto").catch(() => {}));
    await this.#ready;
    this.#alive();
  }

  #dress(theme) {
    if (theme === null) this.#host.removeAttribute("theme");
    else this.#host.setAttribute("theme", theme);
  }

  #wear(...sheets) {
    this.#root.adoptedStyleSheets = this.#floating ? [...sheets, this.#floating.sheet] : sheets;
  }

  #alive() {
    if (!this.#mounted || this.#state !== "ready") throw new CtiError("destroyed", GONE);
  }

  /** Begins, once this is done. */
  #start(before) {
    this.#state = "starting";
    this.#failure = undefined;
    this.#plain("");
    this.#ready = this.#open(before);
    // Whoever calls a method hears of a failure; nobody else needs an unhandled rejection.
    this.#ready.catch(() => {});
  }

  async #open(before) {
    try {
      await before;
      if (this.#state === "destroyed") return;
      const told = () => this.#state === "starting" && this.#plain(first[LOADING]);
      const [glue, config, given] = await prepare(this.#host, this.#config, (...given) => this.#begin(...given), told);
      if (this.#state === "destroyed") return;
      if (dead) throw dead;
      this.#spoken ??= (locale) => this.#lay(config, locale).catch(() => {});
      launchers.add(this.#spoken);
      this.#theme ??= [this.#host.getAttribute("theme")];
      const theme = [chosen("theme"), config?.theme].find((theme) => THEMES.includes(theme));
      this.#dress(theme ?? this.#theme[0]);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(glue.styles(late));
      this.#wear(sheet, late);
      this.#place.replaceChildren();
      watch(this);
      this.#running = given;
      const emit = (event) => this.#emit(event);
      this.#door = new Promise((resolve) => (this.#enter = emit.door = resolve));
      const own = typeof config?.credentials === "function" && { credentials: () => this.#running.credentials() };
      this.#mounted = glue.mount(this.#place, readable(isObject(config) ? plain({ ...config, ...own }) : config), emit);
      // A listener may have taken it down meanwhile.
      if (this.#state === "destroyed") return this.#end();
      if (this.#wished === "disconnect") this.disconnect();
      this.#state = "ready";
      this.#emit({ type: "ready" });
      // Only a page that says who may steer it from outside its frame is steered.
      if (window.parent !== window && config?.allowedOrigins) this.#serve(config);
    } catch (error) {
      if (this.#state === "destroyed") return;
      if (isTrap(error)) {
        watch(this);
        stopAll(error);
        throw error;
      }
      unwatch(this);
      this.#off();
      this.#state = "failed";
      console.error("cti-softphone could not be loaded:", error.message);
      this.#failure = error.message;
      const [words, again] = [LOAD_FAILED, TRY_AGAIN].map((place) => say(place, this.#host, this.#config.config));
      this.#plain(words ?? error.message, again, () => this.#start());
      this.#emit({ type: "error", message: error.message });
      throw error;
    }
  }

  async #serve(config) {
    const mine = this.#mounted;
    try {
      const { serve } = await import("./cti-softphone-frame.js");
      if (mine && this.#mounted === mine && this.#state === "ready") this.#unserve = serve(this, config);
    } catch ({ message }) {
      this.#emit({ type: "error", message });
    }
  }

  async #command(name, ...wanted) {
    // The page may change them before it is their turn.
    const given = wanted.map((value) => copied(value, structuredClone));
    await more((file) => file.check(name, given));
    return this.#ask((widget) => widget[name](...given));
  }

  async #ask(method) {
    try {
      await this.#ready;
    } catch (error) {
      throw new CtiError("not_connected", `the widget could not be loaded: ${error.message}`);
    }
    this.#alive();
    try {
      return await method(this.#mounted);
    } catch (error) {
      if (isTrap(error)) {
        stopAll(error);
        throw new CtiError("destroyed", TRAPPED);
      }
      throw error?.code ? new CtiError(error.code, error.message, error.details) : error;
    }
  }

  /** Calls into the wasm at once, if it is there to be called. */
  #call(method, widget = this.#mounted) {
    if (!widget || this.#state === "crashed") return undefined;
    try {
      return method(widget);
    } catch (error) {
      if (!isTrap(error)) throw error;
      stopAll(error);
      return undefined;
    }
  }

  #emit(event) {
    if (this.#state === "destroyed") return;
    for (const name of [event.type, "*"]) {
      for (const { listener } of [...(this.#listeners.get(name) ?? [])]) call(listener, event);
    }
    this.#host.dispatchEvent(new CustomEvent(`cti:${event.type}`, { bubbles: true, composed: true, detail: event }));
  }

  /** Tells a late subscriber what is live. */
  #replay(name, listeners, subscription) {
    if (!this.#mounted || this.#state !== "ready") return;
    const { connection, calls } = this.snapshot();
    const live = [{ type: "ready" }, { type: "connection", connection }];
    for (const item of calls) if (CALL_EVENTS[item.phase]) live.push({ type: CALL_EVENTS[item.phase], call: item });
    for (const event of live) {
      if ((name === "*" || name === event.type) && listeners.has(subscription)) call(subscription.listener, event);
    }
  }

  /** The wasm trapped: it is not to be called again, and the agent is told. */
  #stop(place) {
    this.#state = "crashed";
    this.#off();
    this.#enter?.(() => {});
    try {
      // Closes the connection if it can still do that.
      this.#mounted?.destroy();
    } catch {
      // It could not; there is nothing more to try.
    }
    this.#plain(first[STOPPED] ?? TRAPPED, first[RELOAD], () => location.reload());
    this.#failure = `${TRAPPED} (${place})`;
    this.#emit({ type: "error", message: this.#failure });
  }

  /** A card of plain words, for the times when the wasm is not there to draw one. */
  #plain(words, label, act) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SKELETON);
    this.#wear(sheet);
    const card = document.createElement("div");
    card.className = "cti-plain";
    card.setAttribute("role", "status");
    card.dir = "auto";
    card.lang = language ?? asked ?? choose(this.#host, preferred(this.#config.config))[0];
    card.append(words);
    if (act) {
      const button = document.createElement("button");
      button.type = "button";
      // A build without words has a sign for it.
      button.textContent = label ?? "↻";
      button.addEventListener("click", act);
      card.append(button);
    }
    this.#place.replaceChildren(card);
  }
}

const mounted = new Set();

function watch(handle) {
  if (mounted.size === 0) for (const type of TRAPS) window.addEventListener(type, onError);
  mounted.add(handle);
}

function unwatch(handle) {
  if (mounted.delete(handle) && mounted.size === 0) for (const type of TRAPS) window.removeEventListener(type, onError);
}

/** Timers, sockets and clicks call the wasm by themselves; what goes wrong there arrives here. */
function onError(event) {
  const error = event.error ?? event.reason;
  if (!isTrap(error)) return;
  event.preventDefault();
  stopAll(error);
}

/**
 * Whether this is our wasm's end: a panic, or memory or stack used up. A page may have other wasm of its own, and errors
 * like these in a listener that we call: so the innermost address of the stack counts.
 */
function isTrap(error) {
  return (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) && isOurs(error.stack);
}

/** All widgets of a page live in one instance. */
function stopAll(error) {
  const place = /wasm-function\[\d+\]\S*/.exec(error.stack)?.[0] ?? error.message;
  const all = [...mounted];
  dead = error;
  for (const handle of all) unwatch(handle);
  if (all.length > 0) console.error("cti-softphone stopped:", error.message, place);
  for (const handle of all) stop(handle, place);
}

/** A listener that throws is the page's own error, reported as such; the widget goes on. */
function call(listener, event) {
  try {
    listener(event);
  } catch (error) {
    reportError(error);
  }
}

/** The wasm with its words, and the configuration: as much of it at the same time as can be. */
async function prepare(host, given, lay, told) {
  const loading = load();
  loading.catch(() => {});
  // What stands in the attributes is known before the file is here.
  lay(given.config, preferred(given.config)).catch(() => {});
  const config = await resolveConfig(given);
  const laid = lay(config, preferred(config));
  laid.catch(() => {});
  const speaking = speak(host, config);
  // Both are waited for below, the words only if need be: a bare `trunk build` has them in the wasm, and no files of them.
  speaking.then(told, () => {});
  const glue = await loading;
  await laid;
  if (!glue.texts) return [glue, config, config];
  const words = await speaking;
  teach(glue, words);
  return [glue, hasTexts(config) ? { ...config, texts: words.mistakes } : config, config];
}

/** Gives the wasm its words, for all widgets of the page: it keeps whatever it is given. */
function teach(glue, { all, again }) {
  if (learn) return;
  const complete = once(async () => glue.texts(await all()));
  /** Without a language, all words of the one in use; else those of that one, from now on. */
  learn = async (locale) => {
    if (!locale) return complete();
    glue.texts(await (await again(locale)).all());
    for (const speak of launchers) speak(locale);
  };
  glue.texts(first.join("\0"), learn);
}

async function resolveConfig({ config, url }) {
  if (!url) return config;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Its configuration could not be fetched (${response.status}).`);
  const fetched = await response.json().catch(() => {
    throw new Error("Its configuration is not JSON.");
  });
  return isObject(fetched) ? plain({ ...fetched, ...config }) : fetched;
}

/** Elements that `mount` made: they go with their widget. */
const made = new WeakSet();

/** Mounts a widget into an element (or the first that a selector finds) and returns its handle. */
export function mount(target, config = {}) {
  const element = typeof target === "string" ? document.querySelector(target) : target;
  if (!(element instanceof Element)) throw new TypeError("mount: an element or a selector of one expected");
  if (!element.isConnected) throw new TypeError("mount: the element is in no page");
  const host = document.createElement(tag);
  made.add(host);
  host.configure(config);
  element.append(host);
  return host.handle;
}

/** Steers the widget in a frame of this page, as its own page would with the handle that this returns. */
export async function connectFrame(frame, options) {
  return (await import("./cti-softphone-host.js")).connect(CtiError, CALL_EVENTS, frame, options);
}

/** `<cti-softphone>`: mounts when it enters a page, is destroyed when it leaves. */
class CtiSoftphone extends HTMLElement {
  #handle;
  #config = {};

  /** Sets what attributes cannot hold, before the element enters a page. */
  configure(config) {
    if (this.#handle) throw new TypeError("configure: the element is in a page already; handle.update changes it");
    this.#config = plain(config);
  }

  /** The handle while the element is in a page, else `undefined`. */
  get handle() {
    return this.#handle;
  }

  connectedCallback() {
    if (this.#handle) return;
    const given = this.#config;
    const attributes = {};
    for (const [attribute, key] of Object.entries(ATTRIBUTES)) {
      if (this.hasAttribute(attribute)) attributes[key] = this.getAttribute(attribute);
    }
    const config = isObject(given) ? plain({ ...attributes, ...given }) : given;
    this.#handle = new Handle(this, { config, url: this.getAttribute("config") });
  }

  disconnectedCallback() {
    // Being moved within the page takes an element out and in again; that is no reason to drop the connection.
    queueMicrotask(() => {
      if (this.isConnected || !this.#handle) return;
      const handle = this.#handle;
      this.#handle = undefined;
      handle.destroy();
    });
  }
}

/** Where another version on the page has the name, what stands in the page is its; `mount` here goes on with our own code. */
let tag = "cti-softphone";
while (customElements.get(tag)) tag += "-2";
customElements.define(tag, CtiSoftphone);
