/** What is to be made, as `cargo xtask shots` was told. */
import { fileURLToPath } from "node:url";

export const LANGUAGES = ["en", "de", "ar"] as const;
export const WIDTHS = [320, 360, 480] as const;
export const THEMES = ["light", "dark"] as const;

export type Language = (typeof LANGUAGES)[number];
export type Theme = (typeof THEMES)[number];

/** Where all pictures go; unset, none are made: only the layout is checked, and the pictures that have a reference. */
export const FOLDER = process.env.CTI_SHOTS_FOLDER;

/** Whether what is seen now becomes the reference. */
export const ACCEPT = process.env.CTI_SHOTS_ACCEPT === "1";

/** The references: one picture of each view, which is what a repository can hold; which one, the view's name decides. */
export const REFERENCES = fileURLToPath(new URL("references/", import.meta.url));
const KEPT: { language: Language; width: number; theme: Theme }[] = [
  { language: "en", width: 360, theme: "light" },
  { language: "de", width: 320, theme: "dark" },
  { language: "ar", width: 480, theme: "light" },
];

export function isKept(view: string, width: number, theme: Theme, language: Language): boolean {
  const sum = [...view].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const kept = KEPT[sum % KEPT.length]!;
  return kept.language === language && kept.width === width && kept.theme === theme;
}

/** The height of the widget; where a view has more to show, it is made higher. */
export const HEIGHT = 640;
export const HIGHEST = 2000;

export const nameOf = (view: string, width: number, theme: Theme, language: Language) => `${view}-${width}-${theme}-${language}.png`;
