// The customers, a table of them, and a search.
import { find, grouped, make, named, phoneLink, row } from "./dom.js";

let customers = [];

const digits = (number) => number.replace(/\D/g, "");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const countries = new Intl.DisplayNames(document.documentElement.lang, { type: "region" });

/** Gets the customers from the server: a CRM's own, here the sandbox, whose callers they are. */
export async function loadCustomers() {
  const answer = await fetch("/sandbox/customers");
  ({ customers } = await answer.json());
}

/** Whose number this is, in whatever writing. */
export function customerOf(number) {
  return customers.find((customer) => digits(customer.number) === digits(number ?? ""));
}

/** Fills the table, and narrows it to what is searched for. */
export function showCustomers(open) {
  const rows = customers.map((customer) => {
    const { name, company, country, language, number, plan } = customer;
    const button = make("button", { type: "button", className: "name", onclick: () => open(customer) }, named(name, language));
    const who = make("div", {}, button, make("div", { className: "faint" }, company));
    const element = row(
      who,
      { className: "wide", content: countries.of(country) },
      { className: "wide", content: make("span", { className: "tag" }, plan) },
      phoneLink(number, `Call ${name}, ${grouped(number)}`),
    );
    return { element, words: plain([name, company, countries.of(country), number].join(" ")) };
  });
  find("#customers").replaceChildren(...rows.map(({ element }) => element));

  const search = () => {
    const wanted = plain(find("#search").value).split(/\s+/);
    for (const { element, words } of rows) element.hidden = !wanted.every((word) => words.includes(word));
    const count = rows.filter(({ element }) => !element.hidden).length;
    find("#found").textContent = count ? `${count} of ${rows.length}` : "Nobody found";
  };
  find("#search").addEventListener("input", search);
  search();
}
