import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/**
 * Takes a picture of a page where SCREENSHOT_FOLDER asks for them, as `npm run screenshots` does: those to keep go there, the
 * others into the folder of temporary things. Otherwise nobody would look at them.
 */
export async function takePicture(
  page: Page,
  name: string,
  isKept = true,
  /** False: what is in the window, as people see what stays in its place while a page is scrolled. */
  { fullPage = true }: { fullPage?: boolean } = {},
): Promise<void> {
  const folder = process.env.SCREENSHOT_FOLDER;
  if (!folder) return;
  await page.screenshot({
    path: join(isKept ? folder : join(tmpdir(), 'afterword-looks'), `${name}.png`),
    fullPage,
  });
}
