// The record of one customer. A call opens it, with what the call is about; so does a click on a name.
import { find, make, named, phoneLink } from "./dom.js";

const languages = new Intl.DisplayNames(document.documentElement.lang, { type: "language" });

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
