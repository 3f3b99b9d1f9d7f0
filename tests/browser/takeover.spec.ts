import type { Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { testRedisUrl } from '@afterword/testing/database';
import { NEWSROOM_MS, openNewsroom, SLUG } from '@afterword/testing/newsroom';
import { type Services, startServices } from '@afterword/testing/services';

/** Less than one letter of the smallest part. */
const MOST_CHANGED = 0.0005;

interface Place {
  what: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

describeInBrowser('the widget takes the server’s page over', () => {
  let services: Services;
  let browser: TestBrowser;

  beforeAll(async () => {
    services = await startServices({ redisUrl: testRedisUrl() });
    await openNewsroom(services);
    browser = await openBrowser({ viewport: { width: 1024, height: 800 } });
  }, NEWSROOM_MS);
  afterAll(async () => {
    await browser.close();
    await services.stop();
  });

  /** The article as it is before the script has come, and what lets the script come. */
  async function openBeforeScript(): Promise<{ page: Page; release: () => void }> {
    const page = await browser.context.newPage();
    await page.addInitScript(() => {
      const watch = window as unknown as { shifted: number };
      watch.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) watch.shifted += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/embed.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${services.url('content')}/articles/${SLUG}`, { waitUntil: 'commit' });
    await page.locator('footer').waitFor();
    await page.locator('afterword-thread').scrollIntoViewIfNeeded();
    return { page, release };
  }

  /** The widget's own list is here when ages stand in the place of dates. */
  const takenOver = (page: Page) =>
    page
      .locator('afterword-thread')
      .getByRole('article')
      .getByText(/now|sec|min/)
      .first()
      .waitFor();

  /** Where everything is that a reader looks at, in the light or in the shadow. */
  const places = (page: Page): Promise<Place[]> =>
    page.evaluate(() =>
      ['afterword-bar', 'afterword-thread'].flatMap((name) => {
        const element = document.querySelector(name)!;
        const selectors =
          '.aw-pill, .aw-acts, .aw-replies > li, h2, textarea, input[name=name], .aw-primary, .aw-tabs, article, .aw-avatar, .aw-body';
        return [...(element.shadowRoot ?? element).querySelectorAll(selectors)].map((node) => {
          const { x, y, width, height } = node.getBoundingClientRect();
          const round = (value: number) => Math.round(value * 10) / 10;
          const what = `${node.className} ${node.id}`;
          return { what, x: round(x), y: round(y + scrollY), width: round(width), height: round(height) };
        });
      }),
    );

  /** The share of pixels that anybody would see change, compared in the browser itself. */
  async function changedPixels(before: Buffer, after: Buffer): Promise<number> {
    const page = await browser.context.newPage();
    const share = await page.evaluate(
      async (pictures) => {
        const [one, other] = await Promise.all(
          pictures.map(async (picture) => {
            const image = Object.assign(new Image(), { src: `data:image/png;base64,${picture}` });
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext('2d')!;
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, image.width, image.height).data;
          }),
        );
        if (!one || one.length !== other?.length) return 1;
        // The edges of letters may be smoothed a little differently.
        const changed = one.filter((value, index) => Math.abs(value - (other[index] ?? 0)) > 100).length;
        return changed / one.length;
      },
      [before.toString('base64'), after.toString('base64')],
    );
    await page.close();
    return share;
  }

  it('without a flash: everything stays where it was, and looks as it did', async () => {
    const { page, release } = await openBeforeScript();
    const parts = ['afterword-bar', '.aw-composer', '.aw-tabs'];
    const pictures = () => Promise.all(parts.map((part) => page.locator(part).first().screenshot()));
    await page.locator('.aw-tabs').scrollIntoViewIfNeeded();
    const before = await places(page);
    expect(before.length).toBeGreaterThan(30);
    const seenBefore = await pictures();
    release();
    await takenOver(page);
    expect(await places(page)).toEqual(before);
    const seenAfter = await pictures();
    for (const [index, part] of parts.entries()) {
      const changed = await changedPixels(seenBefore[index]!, seenAfter[index]!);
      expect([part, changed < MOST_CHANGED]).toEqual([part, true]);
    }
    expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThan(0.02);
    await page.close();
  });

  it('without taking anything from who has begun to write', async () => {
    const { page, release } = await openBeforeScript();
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
    await page.getByRole('textbox', { name: 'Comment' }).fill('Half a thou words.');
    await page.getByRole('textbox', { name: 'Comment' }).evaluate((field: HTMLTextAreaElement) => {
      field.setSelectionRange(11, 11);
    });
    release();
    await takenOver(page);
    const comment = page.getByRole('textbox', { name: 'Comment' });
    // Still where the reader was, in the middle of it.
    await page.keyboard.type('sand');
    expect(await comment.inputValue()).toBe('Half a thousand words.');
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ada');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByRole('article', { name: 'Comment by Ada' }).filter({ hasText: 'Half a thousand words.' }).waitFor();
    expect(page.url()).toBe(`${services.url('content')}/articles/${SLUG}`);
    await page.close();
  });

  it('and where it never comes, the form is at work', async () => {
    const page = await browser.context.newPage();
    await page.route('**/embed.js', (route) => route.abort());
    await page.goto(`${services.url('content')}/articles/${SLUG}`);
    await page.getByRole('textbox', { name: 'Comment' }).fill('Written by hand.');
    await page.getByRole('textbox', { name: 'Name' }).fill('Grace');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.waitForURL(/#comment-/);
    await page.getByRole('article', { name: 'Comment by Grace' }).filter({ hasText: 'Written by hand.' }).waitFor();
    await page.close();
  });
});
