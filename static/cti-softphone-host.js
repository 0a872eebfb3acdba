/**
 * Steers a widget in a frame from the page around: what `connectFrame` of the loader fetches. The other side is
 * cti-softphone-frame.js; the messages: docs/iframe.md.
 */

import { FRAME, HOST, VERSION, isOrigin, isPlain, own, random } from "./cti-softphone-frame.js";

/** Milliseconds: how long a method waits for a handshake, and then for its answer. */
const [HELLO_LIMIT, ANSWER_LIMIT] = [20_000, 60_000];
/** How long a frame may take to say that it is still the same, after its page has loaded. */
const SAME_LIMIT = 5_000;
/** The first pause between two tries of a handshake, and the last: each is twice as long as the one before. */
const [HELLO_AGAIN, HELLO_SELDOM] = [250, 30_000];
/** How old the state may get after an event, and while it has calls: ended ones go without one. */
const [FRESH, FRESH_CALLS] = [1_000, 10_000];

/** Of which part of the state an event tells. */
const SUBJECTS = {
  connection: "connection", gap: "gap", status_changed: "user", incoming_call: "call", outgoing_call: "call",
  call_connected: "call", call_failed: "call", call_disconnected: "call", data_updated: "call",
};
/** What names it. */
const NAMES = {
  connection: ["state", "string"], gap: ["from", "number"], user: ["id", "string"], call: ["id", "string"],
};

/** Speaks with the widget in a frame. `CtiError` and the names of the calls' events are the loader's. */
export function connect(CtiError, events, frame, options) {
  if (!(frame instanceof HTMLIFrameElement)) throw new TypeError("connectFrame: an iframe expected");
  if (!isOrigin(options?.origin)) throw new TypeError("connectFrame: origin: one as https://a.example.com expected");
  return new FrameHandle(CtiError, events, frame, options.origin);
}

/** The handle of a widget in a frame, as `mount` gives one. */
class FrameHandle {
  #CtiError;
  #events;
  #frame;
  #origin;
  #listeners = new Map();
  /** Those without an answer, sent or not, by their ids. */
  #requests = new Map();
  #tag = random();
  #number = 0;
  /** The last state told. */
  #state = nothing("idle");
  /** Which frame it is from; none until there was a handshake. */
  #session;
  /** Whether requests can be sent. */
  #live = false;
  /** The id of the handshake that is asked for, and what comes if there is no answer. */
  #hello;
  #timer;
  /** What asks for the state again, and when that is. */
  #refresh;
  #refreshAt = Infinity;
  #destroyed = false;

  constructor(CtiError, events, frame, origin) {
    this.#CtiError = CtiError;
    this.#events = events;
    this.#frame = frame;
    this.#origin = origin;
    window.addEventListener("message", this.#listen);
    frame.addEventListener("load", this.#loaded);
    this.#greet();
  }

  makeCall(number, options) {
    return this.#ask("makeCall", number, options);
  }

  setVariables(callId, variables) {
    return this.#ask("setVariables", callId, variables);
  }

  logout(userId) {
    return this.#ask("logout", userId);
  }

  on(name, listener) {
    if (typeof listener !== "function") throw new TypeError("on: a function expected");
    const listeners = this.#listeners.get(name) ?? new Set();
    const subscription = { listener };
    this.#listeners.set(name, listeners.add(subscription));
    queueMicrotask(() => {
      for (const event of this.#now()) {
        if ((name === "*" || name === event.type) && listeners.has(subscription)) call(listener, event);
      }
    });
    return () => void listeners.delete(subscription);
  }

  snapshot() {
    return structuredClone(this.#state);
  }

  connect() {
    this.#tell("connect");
  }

  disconnect() {
    this.#tell("disconnect");
  }

  show() {
    this.#tell("show");
  }

  hide() {
    this.#tell("hide");
  }

  destroy() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#forget();
    this.#state = nothing("stopped");
    clearTimeout(this.#timer);
    window.removeEventListener("message", this.#listen);
    this.#frame.removeEventListener("load", this.#loaded);
    this.#listeners.clear();
    for (const request of this.#requests.values()) this.#fail(request, "destroyed", "The handle was destroyed.");
  }

  #ask(method, ...params) {
    return new Promise((resolve, reject) => {
      if (this.#destroyed) throw new this.#CtiError("destroyed", "The handle was destroyed.");
      const request = { id: this.#id(), method, params, resolve, reject, sent: false, timer: 0 };
      this.#requests.set(request.id, request);
      if (this.#live) return this.#send(request);
      this.#limit(request, HELLO_LIMIT, "not_connected", "The frame does not answer.");
      if (this.#hello) this.#knock();
      else this.#greet();
    });
  }

  /** Asks for something of which no answer is awaited. */
  #tell(method) {
    this.#ask(method).catch(() => {});
  }

  #send(request) {
    const { id, method, params } = request;
    this.#limit(request, ANSWER_LIMIT, "timeout", "The frame did not answer in time.");
    try {
      request.sent = this.#post({ id, method, params });
      if (!request.sent) this.#fail(request, "not_connected", "The frame is in no page.");
    } catch (error) {
      this.#end(request).reject(new TypeError(`${method}: ${error.message}`));
    }
  }

  /** Whether there is a frame to post to. */
  #post(message) {
    const frame = this.#frame.contentWindow;
    frame?.postMessage({ source: HOST, version: VERSION, ...message }, this.#origin);
    return Boolean(frame);
  }

  #id() {
    this.#number += 1;
    return `${this.#tag}.${this.#number}`;
  }

  #limit(request, after, code, words) {
    clearTimeout(request.timer);
    request.timer = setTimeout(() => this.#fail(request, code, words), after);
  }

  #fail(request, code, words) {
    this.#end(request).reject(new this.#CtiError(code, words));
  }

  #end(request) {
    clearTimeout(request.timer);
    this.#requests.delete(request.id);
    return request;
  }

  /** Asks for a handshake until there is one, more and more seldom. */
  #greet() {
    clearTimeout(this.#timer);
    this.#hello = this.#id();
    const since = performance.now();
    let silent = false;
    const attempt = (pause) => {
      const waited = performance.now() - since;
      const left = HELLO_LIMIT - waited;
      // That nobody answers is told in time.
      this.#timer = setTimeout(attempt, left > 0 ? Math.min(pause, left) : pause, Math.min(pause * 2, HELLO_SELDOM));
      this.#knock();
      if (waited >= SAME_LIMIT) this.#leave("The frame does not answer.");
      if (silent || waited < HELLO_LIMIT) return;
      silent = true;
      this.#emit({ type: "error", message: `The frame at ${this.#origin} does not answer.` });
    };
    attempt(HELLO_AGAIN);
  }

  #knock() {
    // Until its page comes, a frame has an empty one, of our own origin.
    if (this.#frame.contentDocument?.URL !== "about:blank") this.#post({ id: this.#hello, method: "hello" });
  }

  /** There can be no handshake until the frame is loaded again. Methods try all the same. */
  #give(words) {
    clearTimeout(this.#timer);
    this.#hello = undefined;
    this.#leave(words);
    for (const request of this.#requests.values()) this.#fail(request, "not_connected", words);
    this.#emit({ type: "error", message: words });
  }

  /** The frame that we spoke with is there no more. */
  #leave(words) {
    if (!this.#session) return;
    this.#forget();
    for (const request of this.#requests.values()) {
      if (request.sent) this.#fail(request, "timeout", `${words} It is not known whether this was done.`);
    }
    this.#state = nothing("idle", words);
    this.#emit({ type: "connection", connection: this.snapshot().connection });
  }

  #forget() {
    this.#live = false;
    this.#session = undefined;
    this.#refreshAt = Infinity;
    clearTimeout(this.#refresh);
  }

  /** Maybe it is another page now, maybe the handshake came before the page was complete. */
  #loaded = () => {
    this.#live = false;
    this.#greet();
  };

  #listen = (message) => {
    const frame = this.#frame.contentWindow;
    if (frame && message.source === frame && message.origin === this.#origin) this.#hear(message.data);
  };

  #hear(said) {
    if (!isPlain(said) || own(said, "source") !== FRAME) return;
    const [type, id] = [own(said, "type"), own(said, "id")];
    if (own(said, "version") !== VERSION) {
      if (this.#hello) this.#give(`The frame does not speak version ${VERSION}.`);
    } else if (type === "event") {
      const event = own(said, "event");
      if (this.#session && isPlain(event)) this.#happened(event);
    } else if (type === "result") {
      const error = own(said, "error");
      if (this.#hello && id === this.#hello) {
        if (error === undefined) this.#greeted(own(said, "ok"));
        else this.#give(this.#read(error).message);
        return;
      }
      const request = this.#requests.get(id);
      if (!request?.sent) return;
      this.#end(request);
      if (error === undefined) request.resolve(own(said, "ok"));
      else request.reject(this.#read(error));
    }
  }

  /** There is a handshake. */
  #greeted(answer) {
    const [session, state] = isPlain(answer) ? [own(answer, "session"), own(answer, "snapshot")] : [];
    if (typeof session !== "string" || !isState(state)) return this.#give("The frame's answer cannot be understood.");
    clearTimeout(this.#timer);
    this.#hello = undefined;
    const known = session === this.#session;
    if (!known) this.#leave("The frame was loaded again.");
    // Whoever was told may have destroyed the handle.
    if (this.#destroyed) return;
    this.#session = session;
    this.#live = true;
    this.#take(state);
    for (const request of [...this.#requests.values()]) if (!request.sent) this.#send(request);
    if (!known) for (const event of this.#now()) this.#emit(event);
  }

  /** An error from a message. */
  #read(error) {
    const get = (key) => (isPlain(error) ? own(error, key) : undefined);
    const [code, message, details] = [get("code"), get("message"), get("details")];
    const words = typeof message === "string" ? message : "The frame refused, without words.";
    if (typeof code === "string") return new this.#CtiError(code, words, isPlain(details) ? details : {});
    return get("name") === "TypeError" ? new TypeError(words) : new Error(words);
  }

  #happened(event) {
    const type = own(event, "type");
    if (type === "gone") {
      this.#leave("The widget in the frame was taken down.");
      if (!this.#destroyed) this.#greet();
      return;
    }
    if (typeof type !== "string" || type === "*") return;
    const subject = own(SUBJECTS, type);
    if (subject && !this.#keep(subject, own(event, subject))) return;
    this.#emit(event);
    this.#freshen(FRESH);
  }

  /** Keeps what an event told, if it can be that. */
  #keep(subject, given) {
    const [key, kind] = NAMES[subject];
    if (!isPlain(given) || typeof own(given, key) !== kind) return false;
    // Listeners get the other one, and may do with it what they like.
    const value = structuredClone(given);
    const state = this.#state;
    if (subject === "connection") {
      state.connection = value;
      return true;
    }
    if (subject === "user" && state.user && own(state.user, "id") === value.id) state.user = value;
    const list = state[`${subject}s`];
    const place = list.findIndex((item) => own(item, key) === value[key]);
    if (place < 0) list.push(value);
    else list[place] = value;
    return true;
  }

  #take(state) {
    if (!isState(state)) return;
    this.#state = state;
    if (state.calls.length > 0) this.#freshen(FRESH_CALLS);
  }

  #freshen(after) {
    const at = performance.now() + after;
    if (!this.#session || at >= this.#refreshAt) return;
    this.#refreshAt = at;
    clearTimeout(this.#refresh);
    this.#refresh = setTimeout(() => {
      this.#refreshAt = Infinity;
      this.#ask("snapshot").then((state) => this.#session && this.#take(state), () => {});
    }, after);
  }

  /** What a late subscriber is told: what is live. */
  #now() {
    if (!this.#session) return [];
    const { connection, calls } = this.snapshot();
    const live = [{ type: "ready" }, { type: "connection", connection }];
    for (const item of calls) {
      const type = own(this.#events, item.phase);
      if (type) live.push({ type, call: item });
    }
    return live;
  }

  #emit(event) {
    if (this.#destroyed) return;
    for (const name of [event.type, "*"]) {
      for (const { listener } of [...(this.#listeners.get(name) ?? [])]) call(listener, event);
    }
    this.#frame.dispatchEvent(new CustomEvent(`cti:${event.type}`, { bubbles: true, composed: true, detail: event }));
  }
}

const nothing = (state, reason) => ({
  connection: { state, since: Date.now(), ...(reason && { reason }) }, user: null, calls: [], users: [], gaps: [],
});

function isState(state) {
  if (!isPlain(state)) return false;
  const isList = (key) => Array.isArray(own(state, key)) && state[key].every(isPlain);
  const [connection, user] = [own(state, "connection"), own(state, "user")];
  const connected = isPlain(connection) && typeof own(connection, "state") === "string";
  return connected && (user === null || isPlain(user)) && isList("calls") && isList("users") && isList("gaps");
}

/** A listener that throws is the page's own error, reported as such. */
function call(listener, event) {
  try {
    listener(event);
  } catch (error) {
    reportError(error);
  }
}
