// The record of one customer. A call opens it, with what the call is about; so does a click on a name.
import { find, make, named, phoneLink } from "./dom.js";

const languages = new Intl.DisplayNames(document.documentElement.lang, { type: "language" });

/** What a colleague wrote down. Numbers in it are text: that they can be clicked is `clickToDial.text` of the softphone. */
const NOTES = {
  48202: "Since 2026-03-02 the warehouse answers first: +44 20 7946 0119. In the evening try his mobile, 07700 900 142.",
  48204: "Prefers mornings. The office in New York is (212) 555-0164; contract 2024-0815 ends 31.12.2026.",
  48224: "Secretary: +49 30 23125 033. Invoices over 25 000 000 go to accounting.",
};

/** A word for what the call is. */
const KINDS = { incoming: "Incoming call", outgoing: "Outgoing call", unknown: "Call" };

/** Shows the record of a customer; without one, of a number that nobody has yet. */
export function openRecord(customer, call) {
  const { name, company, language, number, plan } = customer ?? { name: call?.name ?? "New customer", number: call?.number };
  const facts = { Company: company, Plan: plan, Language: language && languages.of(language), Queue: call?.queue };
  // What the call is labelled with; what stands above is not said again.
  for (const [label, value] of Object.entries(call?.variables ?? {})) {
    if (!["company", "plan", "language", "customer_id"].includes(label)) facts[label] = value;
  }
  const list = make("dl");
  for (const [term, fact] of Object.entries(facts)) {
    if (fact) list.append(make("div", {}, make("dt", {}, term), make("dd", { dir: "auto", lang: language ?? "" }, fact)));
  }
  const title = make("h2", {}, named(name, language));
  const close = make("button", { type: "button", className: "button", onclick: () => (find("#record").hidden = true) }, "Close");
  const about = call ? make("span", { className: "tag call" }, KINDS[call.direction]) : "";
  const record = find("#record");
  record.replaceChildren(
    make("div", { className: "head" }, make("span", { className: "face", ariaHidden: "true" }, initials(name)), title, about, close),
    number ? make("p", {}, phoneLink(number)) : "",
    list,
    NOTES[customer?.id] ? make("p", { className: "note" }, NOTES[customer.id]) : "",
  );
  record.dataset.customer = customer?.id ?? "";
  record.hidden = false;
  // Somebody may be reading further down, or typing: the page does not move, and the focus stays where it is.
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0])
    .filter((letter, place, all) => place === 0 || place === all.length - 1)
    .join("");
