/** Whether this machine draws letters as the one does that made the references: the same fonts, by the same browser. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { REFERENCES } from "./settings.ts";

const FILE = join(REFERENCES, "machine.json");

/** Of what is drawn in the fonts of the widget, a number that differs where a pixel differs. */
export async function fingerprint(page: Page): Promise<string> {
  await page.goto("about:blank");
  return page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 120 });
    const pen = canvas.getContext("2d", { willReadFrequently: true })!;
    const fonts = ["14px system-ui", "600 14px system-ui", "12px monospace", "650 16px system-ui"];
    for (const [line, font] of fonts.entries()) {
      pen.font = font;
      pen.fillText("Reconnecting 0:42 · Größe ß · مكالمة واردة · Звонок", 4, 24 + 28 * line);
    }
    let sum = 0x811c9dc5;
    for (const byte of pen.getImageData(0, 0, canvas.width, canvas.height).data) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
    return sum.toString(16);
  });
}

/** What the machine had that made the references. */
export const made = (): string | undefined => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")).drawn : undefined);

export const write = (drawn: string) => writeFileSync(FILE, `${JSON.stringify({ drawn })}\n`);

export const drawsAsReferences = async (page: Page): Promise<boolean> => (await fingerprint(page)) === made();
