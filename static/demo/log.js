// The call log. Every tab gets the events of every call, so each can keep a log; a CRM would send it to its server.
import { find, make, named, phoneLink, row } from "./dom.js";
import { customerOf } from "./customers.js";

const KEPT = 50;
const logged = new Set();

const time = (milliseconds) => new Date(milliseconds).toLocaleTimeString([], { timeStyle: "short" });

/** `1:05` for the time between two moments. */
function length(from, to) {
  const seconds = Math.max(0, Math.round((to - from) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Puts a call on top of the log. Calls of colleagues are not ours, and a call may be told to be over more than once. */
export function writeDown(call) {
  if (!call.mine || logged.has(call.id)) return;
  logged.add(call.id);
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
  const body = find("#log tbody");
  body.prepend(row({ className: "number", content: time(call.startedAt) }, who, ended));
  while (body.rows.length > KEPT) body.rows[KEPT].remove();
  find("#log").hidden = false;
  find("#no-calls").hidden = true;
}
