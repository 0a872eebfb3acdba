/** Types of cti-softphone.js. What the wasm sends stands in crates/cti-core/src/public.rs and changes with this file. */

/** Where the connection stands. */
export type ConnectionState = "idle" | "authorizing" | "connecting" | "accepting" | "live" | "waiting" | "stopped";

/** The connection. Times are milliseconds since 1970. */
export interface Connection {
  /** Where it stands: docs/connection.md. */
  state: ConnectionState;
  /** Since when. */
  since: number;
  /** When the next try is. */
  retryAt?: number;
  /** Why it waits or stopped, in words for developers; agents read the widget's own. */
  reason?: string;
}

/** A call, as far as the room told of it. */
export interface Call {
  /** As the room names it. */
  id: string;
  /** `unknown` where the room did not say. */
  direction: "incoming" | "outgoing" | "unknown";
  /** How far it is. */
  phase: "ringing" | "dialing" | "connected" | "ended";
  /** How it ended; absent before that. */
  outcome?: "completed" | "failed" | "missed" | "answered_elsewhere" | "cancelled" | "unknown";
  /** SIP-like result code, e.g. 486. */
  code?: number;
  /** The room's words for how it ended. */
  reason?: string;
  /** The other party's number as the room wrote it; empty if unknown. */
  number: string;
  /** The other party's name, as the room told it: what `contacts` says is only shown. */
  name?: string;
  /** The user at whose phone it is. */
  userId?: string;
  /** The queue that it came through. */
  queue?: string;
  /** What it is labelled with. */
  variables: Record<string, string>;
  /** When it began, as all times in milliseconds since 1970. */
  startedAt: number;
  /** When it was answered. */
  connectedAt?: number;
  /** When it was over. */
  endedAt?: number;
  /** Since when nothing confirms that the call still is as shown. */
  unconfirmedSince?: number;
  /** Whether it concerns the agent that the widget speaks for. */
  mine: boolean;
  /** Fields of its messages that the widget does not know. */
  details: Record<string, unknown>;
}

/** A user of the room. */
export interface User {
  /** As the room names the user. */
  id: string;
  /** As people call the user. */
  name?: string;
  /** In the server's own spelling; one that the account made up, by its name. */
  status: string;
  /** Since when. */
  since: number;
}

/** A time in which the room was not heard, or not all of it. Calls that lived then are unconfirmed until an event speaks of them. */
export interface Gap {
  /** When it began. */
  from: number;
  /** Absent while it lasts. */
  to?: number;
  /**
   * `offline`: the browser had no network. `slept`: the machine slept, or the page was frozen. `silent`: nothing was
   * heard for long, and the connection turned out to be dead. `flood`: more came at once than could be read.
   * `closed`: no page was open, or the tab that had the connection for all is gone. `disconnected`: told to. Else words
   * that name the close code.
   */
  reason: "offline" | "slept" | "silent" | "flood" | "closed" | "disconnected" | (string & {});
}

/** All that the widget knows. Tabs that share a connection have the same. */
export interface Snapshot {
  /** The connection, whichever tab has it. */
  connection: Connection;
  /** The agent that the widget speaks for; null until that is known. */
  user: User | null;
  /** Live calls, and those that ended a moment ago. */
  calls: Call[];
  /** The room's users. */
  users: User[];
  /** When the room was not heard. */
  gaps: Gap[];
}

/** When a record opens: the call rings here or is dialled here; it was answered; it ended after it was answered. */
export type ScreenPopMoment = "ring" | "answer" | "end";

/** Where a record opens: in a new tab, in place of the page or frame with the widget, or nowhere: the page is told. */
export type ScreenPopTarget = "tab" | "frame" | "event";

/**
 * A record was opened for a call; or is to be, if `target` is `event`. Told in the one tab that opens it.
 *
 * Without `moment`: the agent pressed "Open in CRM", and no rule names an address for this call. Then `target` and `url` are
 * there if that of `contacts` was opened.
 */
export interface ScreenPopEvent {
  /** The event's name. */
  type: "screen_pop";
  /** The call. */
  call: Call;
  /** What of the call made it open. */
  moment?: ScreenPopMoment;
  /** Where it opened. */
  target?: ScreenPopTarget;
  /** Of the rule, filled in, or of the contact. Absent where there is none. */
  url?: string;
}

/** What listeners get, by the event's name. */
export interface CtiEvents {
  /** A call rings at a phone. */
  incoming_call: { type: "incoming_call"; call: Call };
  /** A phone dials. */
  outgoing_call: { type: "outgoing_call"; call: Call };
  /** A call was answered. */
  call_connected: { type: "call_connected"; call: Call };
  /** A call ended before it was answered. */
  call_failed: { type: "call_failed"; call: Call };
  /** A call ended. */
  call_disconnected: { type: "call_disconnected"; call: Call };
  /** A call has other variables. */
  data_updated: { type: "data_updated"; call: Call };
  /** A user has another status. */
  status_changed: { type: "status_changed"; user: User };
  /** The connection stands otherwise. */
  connection: { type: "connection"; connection: Connection };
  /** The room is not heard, or is heard again after such a time. */
  gap: { type: "gap"; gap: Gap };
  /** A record opens for a call. */
  screen_pop: ScreenPopEvent;
  /** The widget is there. */
  ready: { type: "ready" };
  /** Something is wrong with what the page gave, or with the widget itself; in words for developers. */
  error: { type: "error"; message: string };
}

/** Any event. */
export type CtiEvent = CtiEvents[keyof CtiEvents];

/** Why a method rejected. */
export type CtiErrorCode =
  /** Nothing was sent, and nothing is kept for later. */
  | "not_connected"
  | "invalid_number"
  | "duplicate"
  /** Nobody confirmed it in time, or it is not known whether it was sent. */
  | "timeout"
  | "refused"
  | "no_user"
  | "unknown_call"
  | "destroyed";

/** What a method rejects with. Arguments that are wrong are a `TypeError` that names each of them; nothing was sent then. */
export class CtiError extends Error {
  /** For tests of your own; the widget makes the others. */
  constructor(code: CtiErrorCode, message: string, details?: Record<string, unknown>);
  /** Why. */
  code: CtiErrorCode;
  /** More of it, if there is any. */
  details: Record<string, unknown>;
}

/** What sounds: docs/alerts.md. */
export interface SoundConfig {
  /** A whole number from 0 to 100; 80 unless set. */
  volume?: number;
  /** No sound while the agent is on a call; false unless set. */
  quietOnCall?: boolean;
  /** A short tone when a call has ended; true unless set. */
  endTone?: boolean;
}

/** What opens for which calls. Of a key that is not set, what stands beside the rules counts. */
export interface ScreenPopRule {
  /** `incoming` unless set. */
  direction?: "incoming" | "outgoing" | "any";
  /** The queue's name, exactly; any unless set. */
  queue?: string;
  /** A variable that must have this value, exactly; without `equals` any but an empty one. */
  variable?: { name: string; equals?: string };
  /** When. */
  on?: ScreenPopMoment;
  /** Where. */
  target?: ScreenPopTarget;
  /**
   * `https:`, relative to the page, `http:` to this computer, or of one of `schemes`; needed unless `target` is `event`.
   * Behind the host, `{number}`, `{number.digits}`, `{name}`, `{queue}`, `{callId}`, `{userId}`, `{direction}` and
   * `{variable.NAME}` stand for what the call has, percent-encoded.
   */
  url?: string;
}

/** Which record opens for which call: docs/alerts.md. For each moment the first rule counts that names it and fits. */
export interface ScreenPopConfig {
  /** When; `ring` unless set. */
  on?: ScreenPopMoment;
  /** Where; `tab` unless set. */
  target?: ScreenPopTarget;
  /** For incoming calls that no rule fits; as in a rule. Needed where there are no rules, unless `target` is `event`. */
  url?: string;
  /** Looked at in this order. */
  rules?: ScreenPopRule[];
  /** Schemes that may be opened beside `https:`, as `["myapp:"]`. */
  schemes?: string[];
  /**
   * Whether something may open now by itself, for instance because nothing on the page is unsaved. Only `true` is a yes.
   * Asked often, so it should be quick. If no tab that is seen says yes, the card offers the record.
   */
  allowed?: () => boolean;
}

/** Whom a number belongs to: docs/contacts.md. */
export interface Contact {
  /** As it was asked for, or the same number in another writing. */
  number: string;
  /** Shown in place of the number, and of a name that the room tells. At most 200 letters. */
  name: string;
  /** Shown beside the number. */
  company?: string;
  /**
   * What "Open in CRM" opens in a new tab where no rule of `screenPop` names an address: `https:`, relative to the page,
   * `http:` to this computer, or of one of `screenPop.schemes`.
   */
  url?: string;
  /**
   * A picture, shown on the card beside the number, 24 by 24 pixels: `https:`, relative to the page, `http:` to this
   * computer; or `data:image/png;base64,...` (`jpeg`, `webp`, `gif`) of at most 16,000 letters. The page's policy must let it
   * in (`img-src`). Initials stand where it cannot be shown.
   */
  avatar?: string;
}

/** What `onCallEnded` gets beside the call. */
export interface CallDelivery {
  /** Names the call in the page's log: the same for each try, over reloads and tabs. */
  id: string;
  /** Which try this is, from 1; from 1 again where the call or its note has changed. */
  attempt: number;
  /** What the agent noted about the call; absent where there is nothing. */
  note?: string;
}

/** How numbers are written where the agents are: docs/numbers.md. */
export interface NumbersConfig {
  /**
   * The country calling code of national numbers, as `"34"`, `"+34"` or 34. With it `600 12 34 56` is dialled as
   * `+34600123456`; without it numbers are dialled as they are written.
   */
  country?: string | number;
  /** What national numbers have in front inside the country, `""` for nothing; `"0"` for most countries unless set. */
  trunk?: string;
  /** What numbers abroad have in front; `"00"` for most countries unless set. It is dialled as `+`. */
  international?: string;
  /** Up to so many digits a number is an extension or a short one, and dialled as it is: 0 to 15, 6 unless set. */
  extension?: number;
  /** Whether the team list masks whom colleagues talk with: `+46 ••• ••78`, and no name; false unless set. */
  mask?: boolean;
}

/** What of the page dials when it is clicked: docs/click-to-dial.md. Selectors also find what comes later. */
export interface ClickToDialConfig {
  /** Selector of the containers whose links and `[data-cti-dial]` dial; the whole page unless set. */
  within?: string;
  /** Selector of the containers in whose text phone numbers become links that dial; none unless set. */
  text?: string;
}

/** Unknown keys and wrong values are told by name, all at once, as the `reason` of the connection. */
export interface Config {
  /** Host name of the CTI server; `ws://` in front only for a server on this machine. */
  host?: string;
  /** Account name. */
  domain?: string;
  /** The user of the account that the widget speaks for. */
  user?: string | number;
  /**
   * Asked anew for every connection. Without an answer in 30 seconds it is asked again later. Tabs share a connection, and
   * any of them may be the one that connects: docs/tabs.md.
   */
  credentials?: () => Promise<Credentials> | Credentials;
  /**
   * Fetched for every connection, for the same as JSON. Without this and `credentials` each tab asks the agent, and connects
   * for itself.
   */
  credentialsUrl?: string;
  /** How the room spells its messages: docs/protocol.md. */
  dialect?: Record<string, unknown>;
  /** `auto` unless set: as the system has it. */
  theme?: "light" | "dark" | "auto";
  /** `panel` unless set: fills its box. `floating`: a launcher over the page, and a window that it opens; docs/layouts.md. */
  layout?: "panel" | "floating";
  /** Which keys do what, or `false` for none; agents change it for their device. docs/shortcuts.md. */
  shortcuts?: Partial<Record<ShortcutAction, string | false>> | boolean;
  /**
   * The language, as a tag such as `de` or `pt-BR`. `auto` unless set: the `lang` that the page gives around the widget, else
   * the browser's. Where there are no words in it, English. All widgets of a page have that of the first: docs/languages.md.
   */
  locale?: "auto" | "en" | "es" | "pt-BR" | "ru" | "de" | "fr" | "ar" | (string & {});
  /** Words of the page's own, by their keys in texts/en.json; also for all widgets of a page, from the first. */
  texts?: Record<string, string>;
  /** What sounds when a call comes and ends; true unless set. What the agent sets on the device comes before it. */
  sound?: boolean | SoundConfig;
  /** Whether calls are shown as notifications of the system, once the agent allowed that in the settings; true unless set. */
  notifications?: boolean;
  /** Which record opens for which call; none unless set. */
  screenPop?: ScreenPopConfig | false;
  /**
   * Looks names up for numbers, as the room writes them: at most 50 at a time, each once in ten minutes. Numbers that it
   * does not know it leaves out. What comes after 5 seconds is not used. What is wrong with it is told by `error` events,
   * each kind once: docs/contacts.md.
   */
  contacts?: (numbers: string[]) => Promise<Contact[]> | Contact[];
  /**
   * Asked before anything is dialled, whatever asked for it, with the number as it would be dialled; extensions too. A text
   * refuses: the agent reads it, and a promise of `makeCall` is rejected with `refused` and this text. `null`, `undefined`
   * and `""` let it pass. Where the function throws, gives something else, or nothing within 3 seconds, nothing is dialled
   * either. Where tabs share a connection, the page of the tab that dials is asked: docs/hooks.md.
   */
  doNotCall?: (number: string) => Promise<string | null | undefined> | string | null | undefined;
  /**
   * Told of each call of the agent that ended, about two seconds after the end. It confirms by anything but `false`: by what
   * it returns, or what its promise resolves with. If it throws, gives `false`, or nothing within 10 seconds, it is told
   * again, after 2 seconds and then ever longer pauses up to 10 minutes, also by the next page after a reload; so it may be
   * told of a call more than once, always with the same `delivery.id`. It is told again with that id, too, where the note
   * or anything of the call changes within 15 minutes after the end: what comes last counts. One tab of a browser tells:
   * docs/hooks.md.
   */
  onCallEnded?: (call: Call, delivery: CallDelivery) => unknown;
  /** How numbers are written where the agents are, and who may see them. */
  numbers?: NumbersConfig;
  /**
   * Clicks on `tel:`, `callto:` and `sip:` links and on `[data-cti-dial]` dial: `true` in the whole page, a selector in what
   * it finds. False unless set: docs/click-to-dial.md.
   */
  clickToDial?: boolean | string | ClickToDialConfig;
  /** Ended calls that are stored on this device for each account and user; 5000 unless set, none with 0. */
  historyCalls?: number;
  /** Days for which they are stored; 30 unless set, none with 0. */
  historyDays?: number;
  /**
   * After so many seconds without a word from the server the connection is replaced by a new one: 300 by default, 10 to
   * 86400, 0 for never.
   */
  silenceLimit?: number;
  /** Lets `ws://` go to other machines: for tests in closed networks. */
  allowInsecure?: boolean;
  /**
   * Which pages may have the widget in a frame and steer it by messages, as `["https://crm.example.com"]`: origins as
   * browsers write them, `http:` only for this computer. None unless set. Only what the frame's own page configures counts:
   * docs/iframe.md.
   */
  allowedOrigins?: string[];
}

/** What a shortcut does. */
export type ShortcutAction = "dial" | "record" | "show" | "calls" | "team" | "history" | "sound" | "list";

/** The token and its id, as the API gives them; or a ready-made address from a server that keeps the token. */
export type Credentials = { tokenId: string; token: string } | { token_id: string; token: string } | { url: string };

/** What more there is to say of a call that is to be dialled. */
export interface CallOptions {
  /** Variables for the new call. */
  variables?: Record<string, string | number | boolean>;
  /** The number that the called party sees. */
  callerId?: string;
  /** Whose phone dials; the agent's where absent. */
  userId?: string | number;
  /** Dial even if the same number was dialled less than 2 seconds ago. */
  again?: boolean;
}

/**
 * A mounted widget. Commands of any tab go to the room once, and settle in the tab that gave them. Arguments are checked:
 * methods that give a promise reject with a `TypeError`, `on` and `mount` throw it.
 */
export interface Handle {
  /** Resolves with the call that the agent's phone reports. */
  makeCall(number: string, options?: CallOptions): Promise<Call>;
  /** Sets variables; an empty value removes one. Resolves with the updated call. */
  setVariables(callId: string, variables: Record<string, string | number | boolean | null>): Promise<Call>;
  /** Logs a user out, the agent where absent. Resolves with the user whose status changed. */
  logout(userId?: string | number): Promise<User>;
  /**
   * Subscribes; what is live is told again to a late subscriber. Returns the unsubscribe. Throws a `TypeError` where the
   * listener is no function; a name that no event has is reported to the page's `error` event.
   */
  on<Name extends keyof CtiEvents>(name: Name, listener: (event: CtiEvents[Name]) => void): () => void;
  /** Subscribes to all events. */
  on(name: "*", listener: (event: CtiEvent) => void): () => void;
  /** How everything stands now. */
  snapshot(): Snapshot;
  /** Connects, or tries again at once; for all tabs that share the connection. */
  connect(): void;
  /** Disconnects until told otherwise; all tabs that share the connection. */
  disconnect(): void;
  /**
   * Changes the configuration of this widget: the keys that are given; all others stay as they are, and `null` is as if the
   * key had never been set. Resolves when it holds. What is wrong is told by name in a `TypeError`, and nothing changes.
   *
   * `theme`, `locale`, `sound`, `notifications`, `screenPop`, `contacts`, `doNotCall`, `onCallEnded`, `numbers`,
   * `shortcuts` and `clickToDial` hold at once, as does another function for `credentials`: the connection, the cards and what is typed stay.
   * With any other key that is otherwise than before the widget begins anew in its place: the handle and its listeners stay,
   * what is promised is rejected with `destroyed`, it connects again, and `ready` is told again. Notes, variables that were
   * typed and the history come back as after a reload. `texts` cannot be changed. What the agent chose on the device comes
   * before `theme`, `locale`, `sound`, `notifications` and `shortcuts`.
   */
  update(config: Partial<{ [Key in keyof Config]: Config[Key] | null }>): Promise<void>;
  /** Opens a floating widget, shows a panel. Does not move the focus. */
  show(): void;
  /** Closes a floating widget, hides a panel. The focus goes to the launcher if it was in the window. */
  hide(): void;
  /** Takes the widget down, and the element that `mount` made; what is still promised is rejected with `destroyed`. */
  destroy(): void;
}

/**
 * `<cti-softphone config host domain user credentials-url theme locale layout>`. Attributes count when the element enters a
 * page; later only `theme` does, and the rest is changed by `handle.update`. Its attribute `data-open` says whether the window
 * of a floating one is open; its custom properties are in docs/layouts.md.
 */
export interface CtiSoftphoneElement extends HTMLElement {
  /** Sets what attributes cannot hold; to be called before the element enters a page. */
  configure(config: Config): void;
  /** There while the element is in a page. */
  readonly handle: Handle | undefined;
}

/** Mounts a widget into an element of a page, or into the first that a selector finds; else it throws a `TypeError`. */
export function mount(target: Element | string, config?: Config): Handle;

/** Which frame is spoken with. */
export interface FrameOptions {
  /**
   * The origin of the frame's page, as `https://phone.example.com`; `http:` only for this computer. Nothing is said to
   * another one, and nothing heard from it.
   */
  origin: string;
}

/**
 * The handle of a widget in a frame. As that of `mount`, but for these:
 *
 * - Methods wait for the frame; without an answer in 20 seconds they reject with `not_connected`. What was sent to a frame
 *   that is loaded again rejects with `timeout`, since nobody knows whether it was done.
 * - `snapshot()` is what the frame told last: after an event at most a second old. While there is no frame, its connection
 *   is `idle`; events tell of both, and a frame that was loaded again tells again what is live.
 * - `update` is not there: the configuration is the frame's own.
 * - `destroy()` ends the handle only; the widget goes on.
 * - The iframe dispatches the `cti:<name>` events.
 */
export type FrameHandle = Pick<
  Handle,
  "makeCall" | "setVariables" | "logout" | "on" | "snapshot" | "connect" | "disconnect" | "show" | "hide" | "destroy"
>;

/**
 * Speaks with the widget in an iframe, whose page must list this page in `allowedOrigins`: docs/iframe.md. Resolves as soon
 * as the handle can be used, without waiting for the frame.
 */
export function connectFrame(frame: HTMLIFrameElement, options: FrameOptions): Promise<FrameHandle>;

declare global {
  /** So that `document.querySelector("cti-softphone")` has the right type. */
  interface HTMLElementTagNameMap {
    /** The widget. */
    "cti-softphone": CtiSoftphoneElement;
  }
}
