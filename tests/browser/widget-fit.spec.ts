import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { WidgetPage } from '@afterword/testing/widget-page';

/** Names as long as they may be, without a place to break, in several scripts. */
const NAMES: readonly string[] = [
  'Donaudampfschifffahrtsgesellschaftsmi',
  'W'.repeat(80),
  '_-.'.repeat(26),
  'ชื่อผู้อ่านที่ยาวมาก'.repeat(3),
  'Достопримечательность'.repeat(3),
  'مستخدمطويلالاسم'.repeat(5),
  '漢'.repeat(80),
];

const sidewaysOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

interface Target {
  what: string;
  width: number;
  height: number;
}

/** What can be pressed, with its size. Links inside of a text are as high as the text (WCAG 2.2, 2.5.8). */
const targetsOf = (page: Page): Promise<Target[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('afterword-bar, afterword-thread')]
      .flatMap(({ shadowRoot }) => [...shadowRoot!.querySelectorAll('a, button, label:has(input), input, textarea')])
      .filter((one) => one.checkVisibility() && !one.closest('.aw-body, label label'))
      .filter((one) => !one.matches('input[type=radio]') && getComputedStyle(one).clipPath === 'none')
      .map((one) => {
        const { width, height } = one.getBoundingClientRect();
        return { what: `${one.localName} ${one.className} ${one.textContent.trim()}`, width, height };
      }),
  );

describeInBrowser('what fits', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it.each(NAMES)('a narrow screen does not scroll sideways, whoever writes: %s', async (name) => {
    let parent = await w.post('At the head', undefined, name);
    for (let depth = 1; depth <= 3; depth += 1) parent = await w.post(`At depth ${depth}`, parent.id, name);
    const page = await w.visit(w.element('bar') + w.element('thread'), {
      head: '<meta name="viewport" content="width=device-width"><style>body { margin: 8px }</style>',
    });
    await page.setViewportSize({ width: 320, height: 700 });
    await page.getByText('At depth 3').waitFor();
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Mine');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByText(/^Commenting as/).waitFor();
    const deepest = page.getByRole('article').filter({ hasText: 'At depth 3' });
    await deepest.getByRole('button', { name: 'Reward' }).click();
    await deepest.getByRole('button', { name: 'Reply' }).click();
    await deepest.locator('textarea').waitFor();
    expect(await sidewaysOf(page)).toBeLessThanOrEqual(0);
    await page.close();
  });

  /** Every control there is. */
  async function openAll(page: Page): Promise<void> {
    await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Mine');
    await page.getByRole('button', { name: 'Post' }).click();
    const mine = page.getByRole('article').filter({ hasText: 'Mine' });
    await mine.getByRole('button', { name: 'Edit' }).waitFor();
    await page.getByRole('article').filter({ hasText: 'Theirs' }).getByRole('button', { name: 'Reply' }).click();
    await page
      .locator('afterword-bar')
      .getByRole('button', { name: /^Reward/ })
      .click();
    await page.getByRole('spinbutton').waitFor();
  }

  it('a pointer has 24 pixels to hit, a finger 44', async () => {
    const theirs = await w.post('Theirs');
    await w.post('Below', theirs.id);
    const body = w.element('bar') + w.element('thread');
    const page = await w.visit(body);
    await openAll(page);
    const small = (targets: Target[], least: number) =>
      targets.filter(({ width, height }) => width < least - 0.01 || height < least - 0.01);
    const targets = await targetsOf(page);
    expect(targets.length).toBeGreaterThan(25);
    expect(small(targets, 24)).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();

    const phone = await openBrowser({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
    try {
      const head = '<meta name="viewport" content="width=device-width">';
      const touched = await w.visit(body, { browser: phone, head });
      await openAll(touched);
      expect(await touched.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
      // The line beside the replies is narrow, and as long as they are.
      const fingers = (await targetsOf(touched)).filter(({ what }) => !what.includes('aw-line'));
      expect(small(fingers, 44)).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});
