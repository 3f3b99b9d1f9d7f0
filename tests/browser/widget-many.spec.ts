import type { Comment, CommentList } from '@afterword/contracts';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { Page } from 'playwright-core';

const PAGES = 10;
const ROOTS = 25;
const REPLIES = 3;
const COUNT = PAGES * ROOTS * (1 + REPLIES);
const NOW = Date.now();
/** How much slower the processor is made, as a middling phone is. */
const SLOWER = 4;

/** A list of the service with as many comments as a page of a long thread has. */
function listOf(template: Comment, page: number): CommentList {
  const make = (number: number, depth: number): Comment => {
    const id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
    const items = depth === 0 ? Array.from({ length: REPLIES }, (_, index) => make(number + index + 1, 1)) : [];
    const text = `Comment ${number}: the ferry waited, and ${'nobody asked why it did so in winter. '.repeat(4)}`;
    return {
      ...{ ...template, id, depth, parentId: depth === 0 ? null : id, body: text, html: `<p>${text}</p>` },
      createdAt: new Date(NOW - number * 60_000).toISOString(),
      replyCount: items.length,
      replies: { items: items.map((reply) => ({ ...reply, parentId: id })), next: null },
    };
  };
  const first = page * ROOTS * (1 + REPLIES) + 1;
  return {
    items: Array.from({ length: ROOTS }, (_, index) => make(first + index * (1 + REPLIES), 0)),
    next: page + 1 < PAGES ? String(page + 1) : null,
    total: COUNT,
    lastEventId: '',
  };
}

describeInBrowser(`a thread of ${COUNT} comments`, () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  /** The longest task since the last call, in milliseconds. */
  const longest = (page: Page) =>
    page.evaluate(() => {
      const state = window as unknown as { tasks: number[] };
      return Math.max(0, ...state.tasks.splice(0)).toFixed(0);
    });

  it('is rendered in slices, and later only where it has changed', async () => {
    const template = await w.post('Template');
    const page = await w.browser.context.newPage();
    await page.addInitScript(() => {
      const state = window as unknown as { tasks: number[] };
      state.tasks = [];
      new PerformanceObserver((list) => state.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe(
        {
          type: 'longtask',
          buffered: true,
        },
      );
    });
    await page.route('**/comments?**', (route) => {
      const cursor = new URL(route.request().url()).searchParams.get('cursor');
      return route.fulfill({
        headers: { 'access-control-allow-origin': '*' },
        json: listOf(template, Number(cursor ?? 0)),
      });
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    w.host.serve(w.html(w.element('thread') + w.script));
    await page.goto(w.host.origin);
    // As cheap as it can be: a locator looks at every element, in a task of its own that is longer than the widget's.
    const shown = () =>
      page.evaluate(
        () => document.querySelector('afterword-thread')?.shadowRoot?.querySelectorAll('article').length ?? 0,
      );
    const figures: Record<string, string> = {};
    for (let many = 1; many <= PAGES; many += 1) {
      if (many > 1) await page.locator('.aw-more').click();
      await poll(shown, (count) => count === (many * COUNT) / PAGES);
      figures[`${(many * COUNT) / PAGES} comments`] = await longest(page);
    }
    const last = page.locator('article').last();
    await last.locator('[aria-pressed]').first().click();
    await last.locator('[aria-pressed=true]').waitFor();
    figures['a like of the last one'] = await longest(page);
    // No such comment is stored: what says so is below it before anything is measured.
    await last.locator('.aw-error').waitFor();
    await page.locator('.aw-line').first().click();
    await poll(shown, (count) => count === COUNT - REPLIES);
    figures['a branch that folds'] = await longest(page);
    console.log(`Longest task in milliseconds, the processor ${SLOWER} times slower:`, figures);

    // What is far from the window is skipped by the browser, and keeps its size: nothing moves when the reader comes there.
    const farOf = () =>
      page.evaluate(() => {
        const items = document.querySelector('afterword-thread')!.shadowRoot!.querySelectorAll('.aw-comments>li');
        return [...items].map((item) => item.hasAttribute('data-far'));
      });
    const height = () => page.evaluate(() => document.documentElement.scrollHeight);
    await page.evaluate(() => scrollTo(0, 0));
    const before = await height();
    const atTop = await poll(farOf, (far) => far[0] === false && far.at(-1) === true);
    expect(atTop.filter(Boolean).length).toBeGreaterThan(COUNT / (1 + REPLIES) / 2);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await poll(farOf, (far) => far.at(-1) === false && far[Math.floor(far.length / 2)] === true);
    expect(await height()).toBe(before);
    await page.close();
  }, 240_000);
});
