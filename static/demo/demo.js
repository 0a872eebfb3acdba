// A CRM page with the softphone in it. It uses only the public API of the widget.
import "../cti-softphone.js";

const CUSTOMERS = [
  ["María Fernández", "Madrid", "+34 600 12 34 56"],
  ["Lindqvist AB", "Stockholm", "+46 8 123 456 78"],
  ["Ada Whitfield", "London", "+44 20 7946 0018"],
  ["Bluebird Coffee", "San Francisco", "+1 415 555 0134"],
  ["Jonas Weber", "Berlin", "+49 30 23125 014"],
  ["Always Busy Ltd", "London", "+44 20 7946 0486"],
];
const EVENTS_KEPT = 100;

const $ = (selector) => document.querySelector(selector);
const digits = (number) => number.replace(/\D/g, "");
const customerOf = (number) => CUSTOMERS.find((customer) => digits(customer[2]) === digits(number));
const time = (milliseconds) => new Date(milliseconds).toLocaleTimeString([], { timeStyle: "short" });

function row(cells) {
  const tr = document.createElement("tr");
  for (const content of cells) {
    const td = document.createElement("td");
    td.append(content);
    tr.append(td);
  }
  return tr;
}

const phone = $("#phone").handle;

for (const [name, city, number] of CUSTOMERS) {
  const dial = document.createElement("button");
  dial.type = "button";
  dial.textContent = number;
  dial.setAttribute("aria-label", `Call ${name}, ${number}`);
  dial.addEventListener("click", async () => {
    const result = $("#dial-result");
    result.textContent = `Calling ${name}…`;
    try {
      await phone.makeCall(number, { variables: { customer: name } });
      result.textContent = `The phone dials ${name}.`;
    } catch (error) {
      result.textContent = `${name} was not called: ${error.message} (${error.code}).`;
    }
  });
  $("#customers").append(row([name, city, dial]));
}

phone.on("screen_pop", ({ call }) => {
  const [name, city] = customerOf(call.number) ?? [call.name ?? "New customer", "not in the CRM yet"];
  const facts = { Customer: name, City: city, Number: call.number, Queue: call.queue ?? "none", ...call.variables };
  const list = document.createElement("dl");
  for (const [term, fact] of Object.entries(facts)) {
    const dt = document.createElement("dt");
    dt.textContent = term;
    const dd = document.createElement("dd");
    dd.textContent = fact;
    list.append(dt, dd);
  }
  const title = document.createElement("h2");
  title.textContent = `Record: ${name}`;
  $("#record").replaceChildren(title, list);
  $("#record").hidden = false;
});

const logged = new Set();
phone.on("*", (event) => {
  const { call } = event;
  if (call?.mine && call.phase === "ended" && !logged.has(call.id)) {
    logged.add(call.id);
    const talk = call.connectedAt && call.endedAt ? `${Math.round((call.endedAt - call.connectedAt) / 1000)} s` : "–";
    const outcome = call.code ? `${call.outcome} (${call.code})` : call.outcome;
    const who = call.name ?? customerOf(call.number)?.[0] ?? call.number;
    $("#log tbody").prepend(row([time(call.startedAt), who, call.direction, outcome.replaceAll("_", " "), talk]));
    $("#log").hidden = false;
    $("#no-calls").hidden = true;
  }
  const item = document.createElement("li");
  const about = call ? `${call.id} ${call.phase}` : event.user ? `${event.user.id} ${event.user.status}` : (event.connection?.state ?? "");
  item.textContent = `${time(Date.now())} ${event.type} ${about}`;
  const list = $("#events");
  list.prepend(item);
  while (list.children.length > EVENTS_KEPT) list.lastElementChild.remove();
  $("#no-events").hidden = true;
});

$("#theme").addEventListener("change", ({ target }) => {
  const theme = target.value;
  document.documentElement.style.colorScheme = theme === "auto" ? "" : theme;
  if (theme === "auto") $("#phone").removeAttribute("theme");
  else $("#phone").setAttribute("theme", theme);
});
