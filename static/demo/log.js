// The call log. The softphone tells it of each call in one tab, and again until that says that it has it. A CRM keeps the log
// on its server; here all tabs keep one in the browser.
import { find, make, named, phoneLink, row } from "./dom.js";
import { customerOf } from "./customers.js";

const STORED = "northwind-log";
const KEPT = 50;

let lines = [];

const time = (milliseconds) => new Date(milliseconds).toLocaleTimeString([], { timeStyle: "short" });

/** `1:05` for the time between two moments. */
function length(from, to) {
  const seconds = Math.max(0, Math.round((to - from) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `onCallEnded`: what comes for an id that is there already takes its place, since the note may have been written since. */
export function writeDown(call, { id, note }) {
  read();
  lines = [{ ...call, id, note }, ...lines.filter((line) => line.id !== id)];
  lines.sort((one, other) => other.startedAt - one.startedAt).splice(KEPT);
  try {
    localStorage.setItem(STORED, JSON.stringify(lines));
  } catch {
    // Then it lasts as long as the page.
  }
  show();
}

/** Shows the log, also as other tabs write it. */
export function showLog() {
  addEventListener("storage", ({ key }) => key === STORED && (read(), show()));
  read();
  show();
}

function read() {
  try {
    lines = JSON.parse(localStorage.getItem(STORED)) ?? lines;
  } catch {
    // Nothing can be stored: what this page has heard is the log.
  }
}

function show() {
  find("#log tbody").replaceChildren(...lines.map(line));
  find("#log").hidden = lines.length === 0;
  find("#no-calls").hidden = lines.length > 0;
}

/** The line of a call. */
function line(call) {
  const customer = customerOf(call.number);
  const name = customer?.name ?? call.name;
  const arrow = make("span", { className: "arrow" }, call.direction === "outgoing" ? "↗" : "↙");
  arrow.setAttribute("role", "img");
  arrow.ariaLabel = call.direction;
  const who = make("div", {}, arrow, named(name || call.number || "Hidden number", customer?.language));
  // Numbers that are hidden cannot be called back.
  if (name && /\d/.test(call.number)) who.append(make("div", {}, phoneLink(call.number, `Call ${name} again, ${call.number}`)));
  const outcome = make("span", { className: "tag" }, call.outcome.replaceAll("_", " "));
  outcome.dataset.outcome = call.outcome;
  if (call.reason) outcome.title = call.reason;
  const ended = make("div", {}, outcome);
  if (call.connectedAt && call.endedAt) {
    ended.append(make("div", { className: "talk faint number" }, length(call.connectedAt, call.endedAt)));
  }
  if (call.note) who.append(make("div", { className: "faint" }, call.note));
  return row({ className: "number", content: time(call.startedAt) }, who, ended);
}
