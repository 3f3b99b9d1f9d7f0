import AxeBuilder from '@axe-core/playwright';
import { source } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe finds wrong with a page, by all of its rules: each as `rule: the elements`. Only what is wrong is written out, and a page
 * without frames does that by itself: axe would open another to put those of frames together, which takes as long as the rules.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const frames = page.frames();
  // By ourselves, since the builder gives a frame one second for it, and leaves frames that take longer out without a word.
  for (const frame of frames) await frame.evaluate(source);
  // For the page that puts those of frames together.
  if (frames.length > 1) await page.context().addInitScript({ content: source });
  const axe = new AxeBuilder({ page, axeSource: '"is there"' });
  const { violations } = await axe
    .options({ resultTypes: ['violations'] })
    .setLegacyMode(frames.length === 1)
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
