import type { Page } from 'playwright-core';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the widget without an answer', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());
  afterEach(() => w.closePages());

  /** Lines of the console that are ours. */
  function linesOf(page: Page): string[] {
    const lines: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('Afterword:')) lines.push(message.text());
    });
    return lines;
  }

  const elements = () => w.element('bar') + w.element('thread') + w.element('count');

  it.each([
    ['does not answer', '**/v1/**', true],
    ['does not answer, not even with code', /\/(v1|embed)\//, false],
  ])('is in one state while the service %s, and recovers', async (_, away, hasCode) => {
    await w.post('Here again');
    w.host.serve(w.html(elements() + w.script));
    const page = await w.browser.context.newPage();
    const lines = linesOf(page);
    const isCore = (url: string) => /\/embed\/chunk-/.test(url) || url.endsWith('/embed.js');
    await page.route(away, (route) =>
      isCore(route.request().url()) ? route.continue() : route.abort('connectionrefused'),
    );
    await page.route('**/embed/check?**', (route) => route.abort('connectionrefused'));
    // Code that loads later asks again once. The test waits for it: its answer would remove *Retry* before it is pressed.
    await Promise.all([
      hasCode && page.waitForRequest(/\/events(\?|$)/),
      page.goto(w.host.origin, { waitUntil: 'networkidle' }),
    ]);
    await page.getByText('The comments could not be loaded.').waitFor();
    await poll(
      () => page.getByText(/Loading comments/).count(),
      (count) => count === 0,
    );
    expect(await page.getByRole('alert').count()).toBe(1);
    await poll(
      () => Promise.resolve(lines.length),
      (count) => count > 0,
    );
    expect(lines).toEqual([`Afterword: ${w.service.url} does not answer.`]);
    // The stream stays away: its first event would remove the button before it is pressed.
    await page.route('**/events*', (route) => route.abort('connectionrefused'));
    await page.unroute('**/embed/check?**');
    await page.unroute(away);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('article').getByText('Here again').waitFor();
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('does what was wanted while the device was offline as soon as it is online, if that is wanted still', async () => {
    await w.post('Liked meanwhile');
    const page = await w.visit(w.element('thread'), { live: true });
    const article = (text: string) => page.getByRole('article').filter({ hasText: text });
    const write = async (text: string) => {
      await page.getByRole('textbox', { name: 'Comment' }).fill(text);
      await page.getByRole('button', { name: 'Post' }).click();
    };
    // The code and what the forms need is there.
    await write('Written before');
    await page.getByText('Comment posted.').waitFor({ state: 'attached' });
    await article('Liked meanwhile').getByRole('button', { name: 'Like' }).click();
    await poll(
      () => w.thread(),
      ({ items }) => items.some(({ reactions }) => reactions.like === 1),
    );
    await page.context().setOffline(true);
    const failed = page.getByText('Couldn’t send. You’re offline.');
    await article('Liked meanwhile').getByRole('button', { name: 'Like' }).click();
    await article('Liked meanwhile').getByText('Couldn’t send. You’re offline.').waitFor();
    for (const text of ['Given up', 'Written meanwhile']) {
      await write(text);
      await article(text).getByText('Couldn’t send. You’re offline.').waitFor();
    }
    await article('Given up').getByRole('button', { name: 'Delete' }).click();
    await page.context().setOffline(false);
    await failed.first().waitFor({ state: 'detached' });
    await poll(
      () => w.thread(),
      ({ items }) =>
        items.every(({ reactions }) => reactions.like === 0) && items.some(({ body }) => body === 'Written meanwhile'),
    );
    expect((await w.thread()).items.map(({ body }) => body).sort()).toEqual([
      'Liked meanwhile',
      'Written before',
      'Written meanwhile',
    ]);
  });

  it.each([
    ['a thread', 'thread'],
    ['a bar', 'bar'],
    ['a count', 'count'],
  ] as const)('says in the console what to do where the origin is not listed, for %s', async (_, name) => {
    const stranger = await startHostSite();
    try {
      stranger.serve(w.html(w.element(name) + w.element(name) + w.script));
      const page = await w.browser.context.newPage();
      const lines = linesOf(page);
      await page.goto(stranger.origin);
      if (name !== 'count')
        await page
          .getByText(/not set up|enabled on this site/)
          .first()
          .waitFor();
      await poll(
        () => Promise.resolve(lines.length),
        (count) => count > 0,
      );
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`npx afterword sites ensure ${w.site.id} --origin ${stranger.origin}`);
      const [check = ''] = /http\S+\/embed\/check\S+/.exec(lines[0]!) ?? [];
      expect((await (await fetch(check)).text()).includes(stranger.origin)).toBe(true);
      expect(await page.getByText(/Loading comments/).count()).toBe(0);
      expect(await page.getByText('could not be loaded').count()).toBe(0);
    } finally {
      await stranger.close();
    }
  });

  it('shows counts of pages with long keys in any script, beside one that is refused', async () => {
    // The longest that the service takes, in two, three and four bytes for each character.
    const keys = ['х', '語', '🦊', 'x'].flatMap((letter) =>
      Array.from({ length: 25 }, (_, index) => `${index}-${letter.repeat(letter.length === 2 ? 250 : 500)}`),
    );
    const liked = [keys[0]!, keys[30]!, keys[60]!, keys[99]!];
    const token = await w.service.api.guest(w.site.id);
    for (const key of liked)
      expectStatus(200, await w.service.api.call('PUT', pagePath(w.site.id, key) + '/reactions/like', { token }));
    const counts = [...keys, 'z'.repeat(20_000)].map(
      (key) => `<afterword-count site="${w.site.id}" page="${key}" metric="like"></afterword-count>`,
    );
    const page = await w.visit(counts.join(' '));
    const texts = await poll(
      () => page.locator('afterword-count').evaluateAll((all) => all.map((one) => one.shadowRoot?.textContent ?? '')),
      (all) => all.slice(0, 100).every((text) => text !== ''),
    );
    expect(keys.filter((_, index) => texts[index] === '1')).toEqual(liked);
    expect(texts[100]).toBe('');
  });
});
