/** Every view in every language and width: nothing is cut, covered or too small, and it looks as it did. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";
import { focusFaults, layoutFaults, places } from "../fixtures/layout.ts";
import { drawsAsReferences } from "./machine.ts";
import { ACCEPT, FOLDER, HEIGHT, HIGHEST, isKept, LANGUAGES, nameOf, THEMES, type Theme, WIDTHS } from "./settings.ts";
import { Stage } from "./stage.ts";
import { SCENES } from "./views.ts";

/** Colours of letters' edges may differ by a little; so many pixels in a hundred may differ by more. */
const TOLERANCE = { threshold: 0.2, maxDiffPixelRatio: 0.002 };

/** Gives the widget this width, and the height that it needs to show all that it has. */
async function fit(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: HEIGHT });
  const more = await page.locator("cti-softphone").evaluate((host) =>
    [...host.shadowRoot!.querySelectorAll(".body, .dock")].reduce((sum, part) => sum + part.scrollHeight - part.clientHeight, 0),
  );
  if (more > 0) await page.setViewportSize({ width, height: Math.min(HEIGHT + more, HIGHEST) });
}

/** In this colour, as a picture. */
async function picture(page: Page, colorScheme: Theme): Promise<Buffer> {
  await page.emulateMedia({ colorScheme });
  return page.screenshot({ animations: "disabled", caret: "hide" });
}

for (const language of LANGUAGES) {
  for (const { name, views } of SCENES) {
    test(`${name}, ${language}`, async ({ page, sandbox, pageErrors }) => {
      const compares = ACCEPT || (await drawsAsReferences(page));
      const stage = await Stage.set(page, sandbox, language);
      /** Each fault with where it was seen: most are seen in many places. */
      const found = new Map<string, string[]>();
      const note = (faults: string[], where: string) => {
        for (const fault of faults) found.set(fault, [...(found.get(fault) ?? []), where]);
      };
      for (const view of views) {
        await test.step(view.name, async () => {
          await view.go(stage);
          await page.evaluate(() => document.fonts.ready);
          for (const width of WIDTHS) {
            await fit(page, width);
            const where = `${view.name} ${width}`;
            note(await layoutFaults(page, { mayShorten: view.mayShorten }), where);
            // Colours change no box; so the dark ones are drawn only where somebody looks at them.
            for (const theme of THEMES) {
              const kept = !view.varies && isKept(view.name, width, theme, language);
              if (!FOLDER && !(kept && compares)) continue;
              const file = nameOf(view.name, width, theme, language);
              const shot = await picture(page, theme);
              if (FOLDER) {
                mkdirSync(FOLDER, { recursive: true });
                writeFileSync(join(FOLDER, file), shot);
              }
              if (kept && compares) expect.soft(shot, where).toMatchSnapshot(file, TOLERANCE);
            }
          }
          // A second goes by: nothing moves.
          if (view.still !== false) {
            const before = await places(page);
            await stage.pass(1_000);
            expect.soft(await places(page), `${view.name}: a second later`).toEqual(before);
          }
          if (view.focus !== false) note(await focusFaults(page), `${view.name}, focus`);
          await page.setViewportSize({ width: 480, height: HEIGHT });
        });
      }
      // One of the views is the widget as it stops because of an error of its own.
      pageErrors.length = 0;
      expect([...found].map(([fault, where]) => `${fault} (${where.join("; ")})`)).toEqual([]);
    });
  }
}
