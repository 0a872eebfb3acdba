/** What pages may write. Never run: `tsc --strict` reads it in `cargo xtask test`. */
import {
  connectFrame,
  mount,
  CtiError,
  type Call,
  type CallDelivery,
  type CallOptions,
  type ClickToDialConfig,
  type Config,
  type Connection,
  type ConnectionState,
  type Contact,
  type Credentials,
  type CtiErrorCode,
  type CtiEvent,
  type CtiEvents,
  type CtiSoftphoneElement,
  type FrameHandle,
  type FrameOptions,
  type Gap,
  type Handle,
  type NumbersConfig,
  type ScreenPopConfig,
  type ScreenPopEvent,
  type ScreenPopMoment,
  type ScreenPopRule,
  type ScreenPopTarget,
  type ShortcutAction,
  type Snapshot,
  type SoundConfig,
  type User,
} from "../../static/cti-softphone.js";

/** Has a type to itself: neither a wider nor a narrower one will do. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

// Every way of configuring.
const rule: ScreenPopRule = {
  direction: "any",
  queue: "Support",
  variable: { name: "order", equals: "1" },
  on: "answer",
  target: "tab",
  url: "https://crm.example.com/{number.digits}",
};
const screenPop: ScreenPopConfig = {
  on: "ring",
  target: "event",
  url: "/customers?phone={number}",
  rules: [rule, { variable: { name: "vip" } }],
  schemes: ["myapp:"],
  allowed: () => document.hasFocus(),
};
const sound: SoundConfig = { volume: 40, quietOnCall: true, endTone: false };
const numbers: NumbersConfig = { country: "34", trunk: "", international: "00", extension: 4, mask: true };
const contact: Contact = { number: "+34600123456", name: "María", company: "Example", url: "/customers/1", avatar: "/1.webp" };
const clickToDial: ClickToDialConfig = { within: "main", text: ".notes" };
const everything: Config = {
  host: "cti.example.com",
  domain: "acme",
  user: 101,
  credentials: async () => ({ tokenId: "1", token: "secret" }),
  credentialsUrl: "/credentials",
  dialect: { name: "flat" },
  theme: "dark",
  layout: "floating",
  shortcuts: { dial: "Alt+D", record: false },
  locale: "pt-BR",
  texts: { Calls: "Llamadas" },
  sound,
  notifications: false,
  screenPop,
  doNotCall: async (number) => (number.startsWith("+0") ? "Not in this country" : null),
  onCallEnded: async (call: Call, { id, attempt, note }: CallDelivery) => {
    await fetch(`/calls/${id}`, { method: "PUT", body: JSON.stringify({ ...call, note: note?.trim(), attempt }) });
  },
  clickToDial,
  allowedOrigins: ["https://crm.example.com"],
  contacts: async (numbers) => numbers.map((number) => ({ ...contact, number })),
  numbers,
  historyCalls: 0,
  historyDays: 7,
  silenceLimit: 60,
  allowInsecure: true,
};
const others: Config[] = [
  {},
  { credentials: () => ({ token_id: "1", token: "secret" }) },
  { credentials: () => ({ url: "wss://proxy.example.com/" }), contacts: () => [] },
  { clickToDial: true, doNotCall: () => undefined },
  { clickToDial: "main", onCallEnded: () => false },
  { screenPop: false, sound: false, shortcuts: false, locale: "sv", user: "101" },
];
const credentials: Credentials = { url: "wss://proxy.example.com/" };
const actions: ShortcutAction[] = ["dial", "record", "show", "calls", "team", "history", "sound", "list"];
const moments: ScreenPopMoment[] = ["ring", "answer", "end"];
const targets: ScreenPopTarget[] = ["tab", "frame", "event"];

// Mounting, and the element.
const phone: Handle = mount(document.body, everything);
for (const config of others) mount("#softphone", config).destroy();
const element: CtiSoftphoneElement = document.createElement("cti-softphone");
element.configure({ ...everything, credentials: () => credentials });
document.querySelector("cti-softphone")?.handle?.show();
element.addEventListener("cti:ready", (event) => console.log((event as CustomEvent<CtiEvents["ready"]>).detail.type));

// Commands and their errors.
const options: CallOptions = { variables: { order: 1, vip: true, note: "x" }, callerId: "+34900", userId: 101, again: true };
const words: Record<CtiErrorCode, string> = {
  not_connected: "not connected",
  invalid_number: "no number",
  duplicate: "just dialled",
  timeout: "no answer",
  refused: "refused",
  no_user: "no user",
  unknown_call: "no such call",
  destroyed: "gone",
};
export async function commands(): Promise<string> {
  try {
    const call: Call = await phone.makeCall("+34600123456", options);
    const labelled: Call = await phone.setVariables(call.id, { order: 2, vip: null });
    const user: User = await phone.logout();
    await phone.logout(user.id);
    return labelled.variables["order"] ?? "";
  } catch (error) {
    if (error instanceof CtiError) return `${words[error.code]} ${error.message} ${String(error.details["x"])}`;
    throw error;
  }
}

// Another configuration, and the widget in a frame.
export async function frames(): Promise<FrameHandle> {
  await phone.update({ theme: "dark", contacts: null });
  const options: FrameOptions = { origin: "https://phone.example.com" };
  const frame = await connectFrame(document.createElement("iframe"), options);
  frame.on("incoming_call", ({ call }) => same<typeof call, Call>(true));
  return frame;
}

// The constructor, for tests of a page's own.
console.log(new CtiError("refused", "no", { code: 403 }).message, new CtiError("timeout", "late").code);

// Every event with its detail.
const unsubscribe: () => void = phone.on("incoming_call", (event) => same<typeof event, { type: "incoming_call"; call: Call }>(true));
phone.on("outgoing_call", ({ call }) => same<typeof call, Call>(true));
phone.on("call_connected", ({ call }) => same<typeof call, Call>(true));
phone.on("call_failed", ({ call }) => console.log(call.outcome, call.code?.toFixed(), call.reason?.trim()));
phone.on("call_disconnected", ({ call }) => same<typeof call, Call>(true));
phone.on("data_updated", ({ call }) => console.log(Object.entries(call.variables)));
phone.on("status_changed", ({ user }) => same<typeof user, User>(true));
phone.on("connection", ({ connection }) => same<typeof connection, Connection>(true));
phone.on("gap", ({ gap }) => same<typeof gap, Gap>(true));
phone.on("screen_pop", (event) => same<typeof event, ScreenPopEvent>(true));
phone.on("ready", (event) => same<typeof event, { type: "ready" }>(true));
phone.on("error", ({ message }) => console.error(message.trim()));
phone.on("*", (event) => {
  same<typeof event, CtiEvent>(true);
  if (event.type === "screen_pop") console.log(event.moment, event.target, event.url?.trim(), event.call.id);
  if (event.type === "status_changed") console.log(event.user.status);
});
unsubscribe();

// How things stand.
const { connection, user, calls, users, gaps }: Snapshot = phone.snapshot();
const states: Record<ConnectionState, number> = {
  idle: 0, authorizing: 1, connecting: 2, accepting: 3, live: 4, waiting: 5, stopped: 6,
};
console.log(states[connection.state], connection.since - (connection.retryAt ?? 0), connection.reason, actions, moments, targets);
console.log(user?.name, users.map(({ id, status, since }) => [id, status, since] as const));
for (const call of calls) {
  const times: number[] = [call.startedAt, call.connectedAt, call.endedAt, call.unconfirmedSince].filter((at) => at !== undefined);
  console.log(call.direction, call.phase, call.number, call.name, call.userId, call.queue, call.mine, call.details, times);
}
console.log(gaps.map(({ from, to, reason }) => [from, to, reason]));
phone.connect();
phone.disconnect();
phone.show();
phone.hide();
phone.destroy();
