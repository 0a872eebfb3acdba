/**
 * What the handle does seldom, fetched when it is first asked for: looks at the arguments of its methods, and changes the
 * configuration of a widget that runs.
 */

const EVENTS = [
  "*", "incoming_call", "outgoing_call", "call_connected", "call_failed", "call_disconnected", "data_updated",
  "status_changed", "connection", "gap", "screen_pop", "ready", "error",
];
/** Keys that hold at once. `credentials` is one of them as long as it stays a function. */
const SOFT = [
  "theme", "locale", "sound", "notifications", "screenPop", "contacts", "doNotCall", "onCallEnded", "numbers", "shortcuts",
  "clickToDial",
];

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" || Number.isFinite(value);
const isAbsent = (value) => value === undefined || value === null;
const isMaybeText = (value) => isAbsent(value) || isText(value);

/** What is wrong with variables, by the name of the argument. */
function* wrongVariables(name, variables) {
  if (!isObject(variables)) return yield `${name}: an object expected`;
  for (const [key, value] of Object.entries(variables)) {
    if (!isMaybeText(value) && typeof value !== "boolean") yield `${name}.${key}: a text, a number, true or false expected`;
  }
}

const METHODS = {
  *makeCall(number, options) {
    if (!isText(number)) yield "number: a text expected";
    if (isAbsent(options)) return;
    if (!isObject(options)) return yield "options: an object expected";
    for (const [key, value] of Object.entries(options)) {
      const name = `options.${key}`;
      if (key === "variables") {
        if (!isAbsent(value)) yield* wrongVariables(name, value);
      } else if (key === "callerId" || key === "userId") {
        if (!isMaybeText(value)) yield `${name}: a text or a number expected`;
      } else if (key === "again") {
        if (!isAbsent(value) && typeof value !== "boolean") yield `${name}: true or false expected`;
      } else yield `${name}: unknown key`;
    }
  },
  *setVariables(callId, variables) {
    if (!isText(callId) || callId === "") yield "callId: a text expected";
    yield* wrongVariables("variables", variables);
  },
  *logout(userId) {
    if (!isMaybeText(userId)) yield "userId: a text or a number expected";
  },
};

/** What the page gave may throw when it is looked at. */
function read(method, act) {
  try {
    return act();
  } catch {
    throw new TypeError(`${method}: arguments that can be read expected`);
  }
}

/** Throws a `TypeError` that names all arguments of a method that are wrong. */
export function check(method, given) {
  const wrong = read(method, () => [...METHODS[method](...given)]);
  if (wrong.length > 0) throw new TypeError(`${method}: ${wrong.join("; ")}`);
}

/** Tells of a listener that nothing will ever call. It is no reason to throw: a later version may have the event. */
export function checkEvent(name) {
  if (!EVENTS.includes(name)) reportError(new TypeError(`on: unknown event ${String(name)}`));
}

const isSame = (a, b) =>
  Object.is(a ?? null, b ?? null) || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));

/** Keys that are functions. */
const HOOKS = ["credentials", "contacts", "doNotCall", "onCallEnded"];

/** Whether the wasm can read the value of a key: one that is cyclic, for instance, would make it lose all the others. */
function canRead(given, key) {
  try {
    const value = given[key];
    return value === undefined || (typeof value === "function" ? HOOKS.includes(key) : JSON.stringify(value) !== undefined);
  } catch {
    return false;
  }
}

/**
 * Changes the configuration of a running widget. `door` asks the wasm whether it is right, and has it swap what can be
 * swapped; `swap` and `restart` do the loader's side.
 */
export async function update(given, { config, door, swap, restart }) {
  if (!isObject(given)) throw new TypeError("update: an object expected");
  const unread = read("update", () => Object.keys(given)).filter((key) => !canRead(given, key));
  if (unread.length > 0) throw new TypeError(`update: ${unread.map((key) => `${key}: cannot be read`).join("; ")}`);
  if (Object.hasOwn(given, "texts") && !isSame(given.texts, config.texts)) {
    throw new TypeError("update: texts: those of the first widget of a page hold for as long as the page lives");
  }
  // Without what a page's scripts may have given to all objects.
  const merged = { __proto__: null, ...config, ...given };
  const hard = Object.keys(given).filter((key) => {
    if (SOFT.includes(key)) return false;
    const stays = key === "credentials" && [config, merged].every(({ credentials }) => typeof credentials === "function");
    return !stays && !isSame(given[key], config[key]);
  });
  // The page's own words were looked at when the first widget began.
  const asked = { __proto__: null, config: { ...merged, __proto__: null, texts: undefined }, swap: hard.length === 0 };
  await door(asked);
  if (asked.mistakes) throw new TypeError(`update: ${asked.mistakes}`);
  if (asked.swapped) swap(merged);
  else await restart(merged);
}
