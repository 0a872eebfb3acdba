import { expect, test } from "../fixtures/index.ts";
import { fingerprint, made, write } from "./machine.ts";
import { ACCEPT } from "./settings.ts";

test("the pictures are compared with the references", async ({ page }) => {
  const here = await fingerprint(page);
  if (ACCEPT) write(here);
  test.skip(here !== made(), "other fonts or another browser than where the references were made: only the layout is checked");
  expect(here).toBe(made());
});
