// The theme of page and softphone, and the softphone's layout: chosen in the header, remembered in this browser.
import { find } from "./dom.js";

const STORED = "northwind";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}

/** Applies what is chosen, now and when it changes. `act` has a function for each choice, which gets all of them. */
export function keepChoices(act) {
  // Where there is no room for a panel, the softphone floats.
  const usual = { theme: "auto", layout: matchMedia("(max-width: 860px)").matches ? "floating" : "panel" };
  const chosen = remembered();
  const choices = { ...usual, ...chosen };
  const look = () => {
    document.documentElement.dataset.theme = choices.theme;
    document.body.dataset.layout = choices.layout;
  };
  for (const key of Object.keys(usual)) {
    const select = find(`#${key}`);
    select.value = choices[key];
    select.addEventListener("change", () => {
      choices[key] = chosen[key] = select.value;
      try {
        localStorage.setItem(STORED, JSON.stringify(chosen));
      } catch {
        // Then it lasts as long as the page.
      }
      look();
      act[key](choices);
    });
  }
  look();
  act.layout(choices);
}
