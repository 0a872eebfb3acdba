// All that the softphone tells, as it comes: for developers. It can be paused, and what is old goes.
import { find, make } from "./dom.js";

const KEPT = 200;
let paused = false;

/** What an event is about, in a few words. */
function about({ call, user, connection, gap, message, moment }) {
  if (call) return [call.number, call.phase, call.outcome, moment && `on ${moment}`].filter(Boolean).join(" · ");
  if (user) return `${user.name ?? user.id} · ${user.status}`;
  return connection?.state ?? gap?.reason ?? message ?? "";
}

/** Adds an event. */
export function stream(event) {
  if (paused) return;
  const list = find("#events");
  const time = make("time", {}, new Date().toLocaleTimeString([], { timeStyle: "medium" }));
  list.prepend(make("li", {}, time, make("b", {}, event.type), make("bdi", {}, about(event))));
  while (list.children.length > KEPT) list.lastElementChild.remove();
  show();
}

function show() {
  const empty = find("#events").childElementCount === 0;
  find("#events").hidden = empty;
  find("#no-events").hidden = !empty;
}

find("#pause").addEventListener("click", ({ currentTarget }) => {
  paused = !paused;
  currentTarget.ariaPressed = paused;
});
find("#clear").addEventListener("click", () => {
  find("#events").replaceChildren();
  show();
});
