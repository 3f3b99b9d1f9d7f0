import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { takePicture } from '@afterword/testing/pictures';
import { WidgetPage } from '@afterword/testing/widget-page';

const DEVICES: Record<string, BrowserContextOptions & { lang: string }> = {
  'light-1280': { lang: 'en', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'dark-390': { lang: 'en', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  'rtl-390': { lang: 'ar', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
};
const HEAD = `<meta name="viewport" content="width=device-width">
  <style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412); max-width: 44rem; margin: 1rem auto; padding: 0 1rem }</style>`;

describeInBrowser('how the widget looks', () => {
  const w = new WidgetPage();

  beforeAll(async () => {
    await w.start({ reactionKinds: ['like', 'insightful'] });
  });
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  describe.each(Object.entries(DEVICES))('at %s', (name, { lang, ...device }) => {
    let browser: TestBrowser;

    beforeAll(async () => {
      browser = await openBrowser(device);
    });
    afterAll(() => browser.close());

    const expectFine = async (page: Page, state: string) => {
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([state, overflow, await axeFindings(page)]).toEqual([state, 0, []]);
      await takePicture(page, `widget-${state}-${name}`);
    };

    it('is accessible and fits in every state', async () => {
      const lamp = await w.post('I worked there the winter the *heating* failed.', undefined, 'green lamp');
      const tram = await w.post('> heating\n\nOurs still has the green one: `BLK 1`.', lamp.id, 'tram seven');
      await w.post('So it was you.', tram.id, 'Margin Notes');
      const token = await w.service.api.guest(w.site.id);
      expectStatus(200, await w.service.api.call('PUT', `/v1/comments/${lamp.id}/reactions/like`, { token }));

      const page = await browser.context.newPage();
      await page.addInitScript(() => {
        const state = window as unknown as { shifted: number };
        state.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) state.shifted += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      w.host.serve(w.html(w.element('bar') + w.element('thread') + w.script, { lang, head: HEAD }));
      await page.goto(w.host.origin);
      await page.getByRole('textbox').first().waitFor();
      await page.getByRole('article').nth(2).waitFor();
      await expectFine(page, 'thread');
      // What a reaction is called stays on one line.
      for (const pill of await page.locator('.aw-pill').all())
        expect((await pill.boundingBox())!.height).toBeLessThan(60);

      const thread = page.locator('afterword-thread');
      const bar = page.locator('afterword-bar');
      await bar.locator('[data-panel=reward]').click();
      await bar.getByRole('spinbutton').waitFor();
      await thread.getByRole('article').first().locator('[data-reward]').first().click();
      await thread.getByRole('spinbutton').waitFor();
      await thread.getByRole('textbox').first().click();
      await thread.locator('.aw-tools').waitFor();
      await expectFine(page, 'acting');
      await bar.locator('[data-panel=share]').click();
      await bar.getByRole('textbox').waitFor();
      await bar.locator('.aw-acts button').last().click();
      await bar.locator('.aw-qr').waitFor();
      await expectFine(page, 'share');
      await page.close();
    });

    it('is accessible and fits where there is nothing yet, and where something went wrong', async () => {
      const body = w.element('bar') + w.element('thread');
      const page = await w.visit(body, { lang, head: HEAD, path: '/', browser });
      await page.locator('.aw-empty svg').waitFor();
      await page.getByRole('textbox').first().waitFor();
      await expectFine(page, 'empty');
      await page.route('**/comments', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      );
      await page.getByRole('textbox').first().fill('Is the map printable?');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('article').getByRole('alert').waitFor();
      await expectFine(page, 'unsent');
      await page.close();
    });
  });
});
