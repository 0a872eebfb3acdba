/** One sheet for each view, with all its pictures side by side: for whoever looks at them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "@playwright/test";
import { FOLDER, LANGUAGES, nameOf, THEMES, WIDTHS } from "./settings.ts";
import { SCENES } from "./views.ts";

for (const { name, views } of SCENES) {
  test(`sheets of ${name}`, async ({ page }) => {
    for (const view of views) {
      const rows = LANGUAGES.map((language) => {
        const files = WIDTHS.flatMap((width) => THEMES.map((theme) => nameOf(view.name, width, theme, language)));
        const images = files
          .filter((file) => existsSync(join(FOLDER!, file)))
          .map((file) => `<img src="data:image/png;base64,${readFileSync(join(FOLDER!, file)).toString("base64")}">`);
        return `<div>${images.join("")}</div>`;
      });
      await page.setContent(`<style>
        body { margin: 0; background: #8b93a3; width: max-content; }
        div { display: flex; gap: 12px; padding: 12px; align-items: start; }
      </style>${rows.join("")}`);
      await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
      await page.screenshot({ path: join(FOLDER!, "sheets", `${view.name}.png`), fullPage: true });
      const box = await page.locator("body").boundingBox();
      await page.setViewportSize({ width: Math.ceil(box!.width), height: 600 });
      await page.screenshot({ path: join(FOLDER!, "sheets", `${view.name}.png`), fullPage: true });
    }
  });
}
