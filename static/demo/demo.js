// A CRM with the softphone in it: what a page has to do, and no more. Start to read here.
//
//   customers.js  the customers, a table of them with numbers to click, and who has which number
//   record.js     the record of one customer: opens when a call comes
//   log.js        the call log: a line for each call that has ended
//   stream.js     all events, as they come
//   looks.js      the choices in the page's header
import { mount } from "../cti-softphone.js";
import { customerOf, loadCustomers, showCustomers } from "./customers.js";
import { showLog, writeDown } from "./log.js";
import { keepChoices } from "./looks.js";
import { openRecord } from "./record.js";
import { stream } from "./stream.js";

/** Called by the softphone with the numbers that it shows, to know whom they belong to. */
function contacts(numbers) {
  return numbers.flatMap((number) => {
    const customer = customerOf(number);
    return customer ? [{ number, name: customer.name, company: customer.company }] : [];
  });
}

/** Puts a softphone into the page; gives its handle. */
function start(config, { layout, theme }) {
  const phone = mount("#phone", {
    // Where the CTI server is, and where the page's own server answers with credentials. Here it is the sandbox's.
    ...config,
    layout,
    theme,
    contacts,
    // The record opens when a call rings in, or is dialled; and not in a new tab: this page is told, and shows it. Where
    // several tabs are open, one of them is told.
    screenPop: { target: "event", rules: [{ direction: "any" }] },
    // Each call of the agent that has ended, with a note if there is one: in one tab, and again until it is written down.
    onCallEnded: writeDown,
    // Every `tel:` link of the page dials, and so do numbers in the notes of a record.
    clickToDial: { text: "#record .note" },
  });

  phone.on("screen_pop", ({ call }) => openRecord(customerOf(call.number), call));

  phone.on("*", stream);
  return phone;
}

const [config] = await Promise.all([fetch("/sandbox/config.json").then((answer) => answer.json()), loadCustomers()]);

let phone;
keepChoices({
  layout: (choices) => {
    if (phone) phone.update({ layout: choices.layout });
    else phone = start(config, choices);
  },
  theme: ({ theme }) => phone.update({ theme }),
});

showCustomers((customer) => openRecord(customer));
showLog();
