import type { Page, Route } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { PICTURED, publishPictured } from '@afterword/testing/pictured-articles';
import { type Services, startServices } from '@afterword/testing/services';

interface Watched {
  shifted: number;
  /** What the largest thing was, each time that a larger one was painted. */
  largest: string[];
}

describeInBrowser('the first view of a page', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
    await publishPictured(services);
  });
  afterAll(() => services.stop());

  const article = () => `${services.url('content')}/articles/${PICTURED}`;

  describe.each([
    ['a desk', { width: 1280, height: 900 }],
    ['a phone', { width: 390, height: 844 }],
  ])('on %s', (_name, viewport) => {
    let browser: TestBrowser;
    let page: Page;
    /** Paths in the order of their requests, with the priority that each began with. */
    let requests: { path: string; priority: string }[];

    beforeEach(async () => {
      browser = await openBrowser({ viewport });
      page = await browser.context.newPage();
      requests = [];
      const network = await browser.context.newCDPSession(page);
      await network.send('Network.enable');
      network.on('Network.requestWillBeSent', ({ request: { url, initialPriority } }) => {
        if (url.startsWith('http')) requests.push({ path: new URL(url).pathname, priority: initialPriority });
      });
      await page.addInitScript(() => {
        const watched: Watched = { shifted: 0, largest: [] };
        Object.assign(window, { watched });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) watched.shifted += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            watched.largest.push((entry as unknown as { element: Element | null }).element?.localName ?? '');
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      });
    });
    afterEach(() => browser.close());

    const watched = () => page.evaluate(() => (window as unknown as { watched: Watched }).watched);
    const painted = () =>
      page.waitForFunction(
        () => performance.getEntriesByName('first-contentful-paint').length > 0 && document.images[0]?.complete,
      );
    const blocking = () =>
      page.evaluate(() =>
        (performance.getEntriesByType('resource') as (PerformanceResourceTiming & { renderBlockingStatus: string })[])
          .filter(({ renderBlockingStatus }) => renderBlockingStatus !== 'non-blocking')
          .map(({ name }) => name),
      );
    const pictures = () => requests.filter(({ path }) => path.startsWith('/images/'));

    it('an article is painted with its first picture while the widget’s script is on its way, from three requests', async () => {
      let held: Route | undefined;
      await page.route('**/embed.js', (route) => {
        held = route;
      });
      await page.goto(article(), { waitUntil: 'commit' });
      await painted();
      // On a phone a paragraph is larger.
      if (viewport.width > 1000)
        await page.waitForFunction(() => (window as unknown as { watched: Watched }).watched.largest.includes('img'));
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
      expect(await page.getByRole('button', { name: /^Like/ }).count()).toBe(1);
      expect(requests.map(({ path }) => path.replace(/\/[0-9a-f]{32}[-.\w]*$/, '/…'))).toEqual([
        `/articles/${PICTURED}`,
        ...[expect.any(String), expect.any(String)],
      ]);
      expect(pictures()).toEqual([{ path: expect.any(String) as string, priority: 'High' }]);
      expect(await blocking()).toEqual([]);
      await held?.continue();
      await page.waitForFunction(() => document.querySelector('afterword-bar')?.shadowRoot?.querySelector('button'));
      // Another device may have liked it before.
      await page.getByRole('button', { name: /^Like/ }).click();
      await page.getByRole('button', { name: /^Like/, pressed: true }).waitFor();
    });

    it('nothing of an article moves, from its first byte to the live thread at its end', async () => {
      await page.goto(article());
      await painted();
      await page.locator('afterword-thread').scrollIntoViewIfNeeded();
      await page.waitForFunction(() =>
        document.querySelector('afterword-thread')?.shadowRoot?.querySelector('textarea'),
      );
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
      expect((await watched()).shifted).toBe(0);
      // Both are the same picture, which is loaded once.
      expect(new Set(pictures().map(({ path }) => path)).size).toBe(1);
    });

    it('the list of articles needs no script, and its first picture is loaded before all else', async () => {
      await page.goto(services.url('content'), { waitUntil: 'commit' });
      await painted();
      await page.waitForLoadState();
      expect(requests.map(({ path }) => path)).toEqual(['/', ...pictures().map(({ path }) => path)]);
      expect(pictures()).toEqual([{ path: expect.any(String) as string, priority: 'High' }]);
      expect(await blocking()).toEqual([]);
      expect((await watched()).shifted).toBe(0);
    });
  });
});
