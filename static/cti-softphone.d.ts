/** Types of cti-softphone.js. What the wasm sends stands in crates/cti-core/src/public.rs and changes with this file. */

/** Where the connection stands. */
export type ConnectionState = "idle" | "authorizing" | "connecting" | "accepting" | "live" | "waiting" | "stopped";

/** The connection. Times are milliseconds since 1970. */
export interface Connection {
  state: ConnectionState;
  since: number;
  retryAt?: number;
  /** Why it waits or stopped, in words for developers; agents read the widget's own. */
  reason?: string;
}

/** A call, as far as the room told of it. */
export interface Call {
  id: string;
  direction: "incoming" | "outgoing" | "unknown";
  phase: "ringing" | "dialing" | "connected" | "ended";
  outcome?: "completed" | "failed" | "missed" | "answered_elsewhere" | "cancelled" | "unknown";
  /** SIP-like result code, e.g. 486. */
  code?: number;
  reason?: string;
  /** The other party's number as the room wrote it; empty if unknown. */
  number: string;
  name?: string;
  userId?: string;
  queue?: string;
  variables: Record<string, string>;
  startedAt: number;
  connectedAt?: number;
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
  id: string;
  name?: string;
  status: string;
  since: number;
}

/** A time in which the room was not heard, or not all of it. Calls that lived then are unconfirmed until an event speaks of them. */
export interface Gap {
  from: number;
  /** Absent while it lasts. */
  to?: number;
  /**
   * `offline`: the browser had no network. `slept`: the machine slept, or the page was frozen. `silent`: nothing was
   * heard for long, and the connection turned out to be dead. `flood`: more came at once than could be read.
   * `disconnected`: told to. Else words that name the close code.
   */
  reason: "offline" | "slept" | "silent" | "flood" | "disconnected" | (string & {});
}

export interface Snapshot {
  connection: Connection;
  user: User | null;
  calls: Call[];
  users: User[];
  gaps: Gap[];
}

/** What listeners get, by the event's name. */
export interface CtiEvents {
  incoming_call: { type: "incoming_call"; call: Call };
  outgoing_call: { type: "outgoing_call"; call: Call };
  call_connected: { type: "call_connected"; call: Call };
  call_failed: { type: "call_failed"; call: Call };
  call_disconnected: { type: "call_disconnected"; call: Call };
  data_updated: { type: "data_updated"; call: Call };
  status_changed: { type: "status_changed"; user: User };
  connection: { type: "connection"; connection: Connection };
  gap: { type: "gap"; gap: Gap };
  /** The agent pressed "Open in CRM". */
  screen_pop: { type: "screen_pop"; call: Call };
  ready: { type: "ready" };
  error: { type: "error"; message: string };
}

export type CtiEvent = CtiEvents[keyof CtiEvents];

export type CtiErrorCode =
  /** Nothing was sent, and nothing is kept for later. */
  | "not_connected"
  | "invalid_number"
  | "duplicate"
  | "timeout"
  | "refused"
  | "no_user"
  | "unknown_call"
  | "destroyed";

/** What a method rejects with. Wrong types of arguments are a TypeError. */
export class CtiError extends Error {
  code: CtiErrorCode;
  details: Record<string, unknown>;
}

export interface Config {
  /** Host name of the CTI server; `ws://` in front only for a server on this machine. */
  host?: string;
  /** Account name. */
  domain?: string;
  /** The user of the account that the widget speaks for. */
  user?: string | number;
  /** Asked anew for every connection. Without an answer in 30 seconds it is asked again later. */
  credentials?: () => Promise<Credentials> | Credentials;
  /** Fetched for every connection, for the same as JSON. */
  credentialsUrl?: string;
  /** How the room spells its messages: docs/protocol.md. */
  dialect?: Record<string, unknown>;
  theme?: "light" | "dark" | "auto";
  /**
   * After so many seconds without a word from the server the connection is replaced by a new one: 300 by default, 10 to
   * 86400, 0 for never.
   */
  silenceLimit?: number;
  /** Lets `ws://` go to other machines: for tests in closed networks. */
  allowInsecure?: boolean;
}

export type Credentials = { tokenId: string; token: string } | { token_id: string; token: string } | { url: string };

export interface CallOptions {
  variables?: Record<string, string | number | boolean>;
  callerId?: string;
  /** Whose phone dials; the agent's where absent. */
  userId?: string | number;
  /** Dial even if the same number was dialled less than 2 seconds ago. */
  again?: boolean;
}

export interface Handle {
  /** Resolves with the call that the agent's phone reports. */
  makeCall(number: string, options?: CallOptions): Promise<Call>;
  /** Sets variables; an empty value removes one. Resolves with the updated call. */
  setVariables(callId: string, variables: Record<string, string | number | boolean | null>): Promise<Call>;
  /** Logs a user out, the agent where absent. Resolves with the user whose status changed. */
  logout(userId?: string | number): Promise<User>;
  /** Subscribes; what is live is told again to a late subscriber. Returns the unsubscribe. */
  on<Name extends keyof CtiEvents>(name: Name, listener: (event: CtiEvents[Name]) => void): () => void;
  on(name: "*", listener: (event: CtiEvent) => void): () => void;
  snapshot(): Snapshot;
  /** Connects, or tries again at once. */
  connect(): void;
  /** Disconnects until told otherwise. */
  disconnect(): void;
  /** Takes the widget down; what is still promised is rejected with `destroyed`. */
  destroy(): void;
}

/** `<cti-softphone config host domain user credentials-url theme>` */
export interface CtiSoftphoneElement extends HTMLElement {
  configure(config: Config): void;
  readonly handle: Handle | undefined;
}

export function mount(target: Element | string, config?: Config): Handle;

declare global {
  interface HTMLElementTagNameMap {
    "cti-softphone": CtiSoftphoneElement;
  }
}
