import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { testRedisUrl } from '@afterword/testing/database';
import { EMPTY, LONG, type Newsroom, NEWSROOM_MS, openNewsroom, RTL, SLUG } from '@afterword/testing/newsroom';
import { takePicture } from '@afterword/testing/pictures';
import { type Services, startServices } from '@afterword/testing/services';

const DEVICES: Record<string, BrowserContextOptions> = {
  'light-1280': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'dark-390': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', deviceScaleFactor: 2 },
  'light-320': { viewport: { width: 320, height: 640 }, colorScheme: 'light' },
};

/** What `npm run screenshots` keeps; the others are for a look. */
const KEPT = new Set([
  ...['article', 'original', 'rtl', 'empty', 'comment', 'print', 'list'].map((kind) => `${kind}-light-1280`),
  ...['article', 'acting', 'list'].map((kind) => `${kind}-dark-390`),
]);

describeInBrowser('how the article page looks', () => {
  let services: Services;
  let newsroom: Newsroom;

  beforeAll(async () => {
    services = await startServices({ redisUrl: testRedisUrl() });
    newsroom = await openNewsroom(services);
  }, NEWSROOM_MS);
  afterAll(() => services.stop());

  const address = (rest: string) => `${services.url('content')}/articles/${rest}`;
  const picture = (page: Page, name: string) => takePicture(page, name, KEPT.has(name));

  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  describe.each(Object.entries(DEVICES))('at %s', (name, device) => {
    let browser: TestBrowser;
    beforeAll(async () => {
      browser = await openBrowser(device);
    });
    afterAll(() => browser.close());

    // What axe says of each kind of page as it opens is in tests/pages.
    it('reads well: nothing overflows, nothing shifts, and axe finds nothing in open panels', async () => {
      const page = await browser.context.newPage();
      await page.addInitScript(() => {
        const state = window as unknown as { shifted: number };
        state.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) state.shifted += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(address(SLUG));
      await page.getByRole('button', { name: 'Like 12' }).waitFor();
      await page.getByRole('textbox', { name: 'Comment' }).scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'Reply' }).first().waitFor();
      // The widget has fetched the thread when ages stand in the place of dates.
      await page
        .getByText(/now|sec|min/)
        .first()
        .waitFor();
      expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThan(0.02);
      expect(await overflow(page)).toBe(0);
      await page.evaluate(() => scrollTo(0, 0));
      await picture(page, `article-${name}`);

      await page
        .getByRole('button', { name: /^Reward/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Give 10 points' }).waitFor();
      await page.getByText('You have 100 points.').waitFor();
      await page.getByRole('button', { name: 'Reply' }).first().click();
      await page.getByRole('textbox', { name: /^Reply to/ }).waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await axeFindings(page)).toEqual([]);
      await picture(page, `acting-${name}`);
      await page.close();
    });

    it('is the same on paper', async () => {
      const page = await browser.context.newPage();
      await page.goto(address(SLUG));
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      expect(await overflow(page)).toBe(0);
      for (const hidden of ['.site-header', 'afterword-bar', 'textarea']) {
        expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
      }
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
      expect(await page.getByText('bell is in tune').isVisible()).toBe(true);
      // What cannot be pressed on paper takes no room there, before and after the widget takes over.
      const controls = () =>
        page
          .locator(':is(button, textarea, select, .aw-sort, .aw-field):visible')
          .evaluateAll((all) => all.map((one) => one.outerHTML));
      expect(await controls()).toEqual([]);
      await page.emulateMedia({ media: 'screen' });
      await page.locator('afterword-thread').scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'Reply' }).first().waitFor();
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      expect(await controls()).toEqual([]);
      await picture(page, `print-${name}`);
      await page.close();
    });

    it('shows an empty thread, another language, more comments, one comment, lists and a missing page', async () => {
      const page = await browser.context.newPage();
      for (const [kind, where] of [
        ['empty', address(EMPTY)],
        ['original', address(`${SLUG}?version=original`)],
        ['rtl', address(`${RTL}?version=original`)],
        ['more', address(`${LONG}/comments?sort=newest`)],
        ['comment', address(`${SLUG}/comments/${newsroom.deepComment}`)],
        ['list', services.url('content')],
        ['topics', `${services.url('content')}/topics`],
        ['topic', `${services.url('content')}/topics/rivers`],
        ['missing', address('never-written')],
      ] as const) {
        await page.goto(where);
        expect([kind, await overflow(page)]).toEqual([kind, 0]);
        await picture(page, `${kind}-${name}`);
      }
      await page.close();
    });
  });

  it('sets the language and the way back on the original version', async () => {
    const browser = await openBrowser({ javaScriptEnabled: false });
    try {
      const page = await browser.context.newPage();
      await page.goto(address(SLUG));
      await page.getByRole('link', { name: /^Original link/ }).waitFor();
      await page.getByRole('link', { name: 'View Original' }).click();
      await page.getByRole('heading', { name: 'Das Buch des Fährmanns' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      await page.getByRole('article').filter({ hasText: 'the bell is in tune' }).first().waitFor();
      await page.getByRole('link', { name: 'Back to the translation' }).click();
      await page.getByRole('heading', { name: 'The ferryman’s ledger' }).waitFor();
    } finally {
      await browser.close();
    }
  });
});
