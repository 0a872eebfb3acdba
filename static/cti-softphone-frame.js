/**
 * Lets the page around a frame steer the widget in it. Fetched by the loader where a frame's page is configured so. The
 * other side is cti-softphone-host.js; the messages: docs/iframe.md.
 *
 * Both look at who speaks before they read what was said, and say nothing to anybody else.
 */

/** Who says it, the frame or the page around, and how. */
export const [FRAME, HOST, VERSION] = ["cti-softphone", "cti-softphone-host", 1];
/** What the page may do. The configuration and the end of the widget are the affair of the frame's own page. */
const METHODS = ["makeCall", "setVariables", "logout", "snapshot", "connect", "disconnect", "show", "hide"];
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Bounds of a request. Of one that breaks them, nothing is done. */
const [AT_ONCE, ARGUMENTS, DEPTH, VALUES, LETTERS, ID_LETTERS] = [32, 2, 2, 1_000, 100_000, 64];

/** An object's own value: what somebody has put into `Object.prototype` was not said. */
export const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

export const isPlain = (value) =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

export const random = () => Math.random().toString(36).slice(2, 12);

/** Whether a text is an origin as browsers write it, `https:`, or `http:` to this computer: as in src/edge/windows.rs. */
export function isOrigin(text) {
  try {
    const { origin, protocol, hostname } = new URL(text);
    return origin === text && (protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname)));
  } catch {
    return false;
  }
}

/** Lets the page around steer a widget, if its origin is listed. Returns what ends that. */
export function serve(handle, config) {
  const listed = own(config, "allowedOrigins");
  const origins = Array.isArray(listed) && listed.every(isOrigin) ? listed : [];
  const host = window.parent;
  /** A frame that was loaded again has another one. */
  const session = random();
  /** The page's origin, once there was a handshake. */
  let greeted;
  const waiting = new Set();

  const post = (message, origin) => host.postMessage({ source: FRAME, version: VERSION, ...message }, origin);
  const tell = (event) => greeted && post({ type: "event", event }, greeted);
  const listen = (message) => {
    if (message.source === host && origins.includes(message.origin)) hear(message.data, message.origin);
  };

  function hear(request, origin) {
    if (!isPlain(request) || own(request, "source") !== HOST) return;
    const id = own(request, "id");
    if (!isId(id)) return;
    const answer = (ok) => post({ type: "result", id, ok }, origin);
    const refuse = (error) => post({ type: "result", id, error: written(error) }, origin);
    try {
      const method = own(request, "method");
      if (own(request, "version") !== VERSION) throw failure("not_connected", `This frame speaks version ${VERSION}.`);
      if (method === "hello") {
        answer({ session, snapshot: handle.snapshot() });
        greeted = origin;
        return;
      }
      if (greeted !== origin) throw failure("not_connected", "The first request must be hello.");
      if (!METHODS.includes(method)) throw new TypeError(`method: one of ${METHODS.join(", ")} expected`);
      const params = own(request, "params") ?? [];
      check(params);
      if (waiting.has(id)) throw new TypeError("id: one that is not in use expected");
      if (waiting.size >= AT_ONCE) throw failure("refused", `${AT_ONCE} requests wait for their answers already.`);
      const value = handle[method](...params);
      // What is known at once is answered at once, so that no event overtakes it.
      if (!(value instanceof Promise)) return answer(value);
      waiting.add(id);
      value.then(answer).catch(refuse).finally(() => waiting.delete(id));
    } catch (error) {
      refuse(error);
    }
  }

  const unsubscribe = handle.on("*", tell);
  window.addEventListener("message", listen);
  return () => {
    // A page that is left cannot say so: what it posts then comes from nobody.
    tell({ type: "gone" });
    unsubscribe();
    window.removeEventListener("message", listen);
  };
}

const isId = (id) => Number.isSafeInteger(id) || (typeof id === "string" && id !== "" && id.length <= ID_LETTERS);

const failure = (code, message) => Object.assign(new Error(message), { name: "CtiError", code, details: {} });

/** An error as a message has it. */
const written = (error) => ({
  name: error.name, message: error.message, code: own(error, "code"), details: own(error, "details"),
});

/** Throws where arguments are of another kind, or more, than any method takes. */
function check(params) {
  if (!Array.isArray(params) || params.length > ARGUMENTS) throw new TypeError("params: a list of up to two expected");
  let [values, letters] = [0, 0];
  const look = (value, depth) => {
    values += 1;
    if (typeof value === "string") letters += value.length;
    if (typeof value === "bigint" || (typeof value === "object" && value !== null && !isPlain(value))) {
      throw new TypeError("params: only plain objects with texts, numbers, true, false and null expected");
    }
    const keys = isPlain(value) ? Object.keys(value) : [];
    if (depth > DEPTH || values + keys.length > VALUES) throw new TypeError("params: fewer values or levels expected");
    for (const key of keys) letters += key.length;
    if (letters > LETTERS) throw new TypeError("params: fewer letters expected");
    for (const key of keys) look(value[key], depth + 1);
  };
  for (let place = 0; place < params.length; place += 1) look(params[place], 0);
}
