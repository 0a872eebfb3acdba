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

/** The references: in each language one width and one theme of each view, which is what a repository can hold. */
export const REFERENCES = fileURLToPath(new URL("references/", import.meta.url));
export const KEPT: Record<Language, { width: number; theme: Theme }> = {
  en: { width: 360, theme: "light" },
  de: { width: 320, theme: "dark" },
  ar: { width: 480, theme: "light" },
};

/** The height of the widget; where a view has more to show, it is made higher. */
export const HEIGHT = 640;
export const HIGHEST = 2000;

export const nameOf = (view: string, width: number, theme: Theme, language: Language) => `${view}-${width}-${theme}-${language}.png`;
