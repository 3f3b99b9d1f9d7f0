import type { CommentList } from '@afterword/contracts';
import type { Page } from 'playwright-core';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('what comes while one reads', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful', 'well-said'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const comment = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
  const topOf = (page: Page, text: string) =>
    comment(page, text).evaluate((article) => article.getBoundingClientRect().top);
  const like = async (id: string) => {
    const token = await w.service.api.guest(w.site.id, 'Fan');
    expectStatus(200, await w.service.api.call('PUT', `/v1/comments/${id}/reactions/like`, { token }));
  };
  const shown = (page: Page) => page.getByRole('article').count();

  async function postMany(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 1; index <= count; index += 1) ids.push((await w.post(`Number ${index}.`)).id);
    return ids;
  }

  it('is shown where the reader is, marked, in a ranking with more pages open, and closes nothing', async () => {
    const ids = await postMany(30);
    await like(ids[0]!);
    const page = await w.visit(w.element('thread'), { live: true });
    await page.getByRole('button', { name: 'More comments' }).click();
    await poll(
      () => shown(page),
      (count) => count === 30,
    );
    await comment(page, 'Number 5.').getByRole('button', { name: 'Reply' }).click();
    const reply = page.getByRole('textbox', { name: /^Reply to/ });
    await reply.fill('Being written');
    const before = await topOf(page, 'Number 5.');

    await w.post('Just arrived.');
    await w.post('An answer.', ids[6]);
    const news = page.getByRole('button', { name: '2 new comments' });
    await news.waitFor();
    // It takes no room, and is where one can see it.
    expect(await topOf(page, 'Number 5.')).toBe(before);
    expect(await news.evaluate((button) => button.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);

    await news.click();
    const arrived = comment(page, 'Just arrived.');
    await arrived.getByText('New', { exact: true }).waitFor();
    await poll(
      () => arrived.evaluate((article) => article.getBoundingClientRect().top),
      (top) => top >= 0 && top < 720,
    );
    await comment(page, 'An answer.').getByText('New', { exact: true }).waitFor();
    expect(await shown(page)).toBe(32);
    expect(await reply.inputValue()).toBe('Being written');
    await page.close();
  });

  it('is shown with what it answers where that is not loaded, and once', async () => {
    const ids = await postMany(25);
    const page = await w.visit(w.element('thread'), { live: true });
    await comment(page, 'Number 25.').waitFor();
    expect(await comment(page, 'Number 1.').count()).toBe(0);
    await w.post('An early answer.', ids[0]);
    await w.post('A late answer.', ids[0]);
    await page.getByRole('button', { name: '2 new comments' }).click();
    await comment(page, 'A late answer.').waitFor();
    await page.getByRole('button', { name: 'More comments' }).click();
    await poll(
      () => shown(page),
      (count) => count === 27,
    );
    for (const text of ['Number 1.', 'An early answer.', 'A late answer.'])
      expect([text, await comment(page, text).count()]).toEqual([text, 1]);
    await page.close();
  });

  it('neither skips nor doubles a comment that is liked between two pages of a ranking', async () => {
    const ids = await postMany(45);
    const page = await w.visit(w.element('thread'), { live: true });
    await comment(page, 'Number 45.').waitFor();
    const first = expectStatus(200, await w.service.api.call<CommentList>('GET', `${w.path}/comments?sort=top`));
    const unseen = ids.filter((id) => !first.items.some((item) => item.id === id));
    // Rises over what is loaded; and one that is loaded sinks below it as others rise.
    await like(unseen[3]!);
    await like(unseen[9]!);
    const more = page.getByRole('button', { name: 'More comments' });
    await more.click();
    await poll(
      () => shown(page),
      (count) => count >= 40,
    );
    await like(unseen[0]!);
    await more.click();
    await more.waitFor({ state: 'detached' });
    // The last page comes in slices, too.
    await poll(
      () => shown(page),
      (count) => count >= ids.length,
    );
    const texts = await page.getByRole('article').locator('.aw-body').allTextContents();
    expect([...texts].sort()).toEqual(ids.map((_, index) => `Number ${index + 1}.`).sort());
    await page.close();
  });

  it('does not hide that others write while a comment of one’s own has failed', async () => {
    const page = await w.visit(w.element('thread'), { live: true });
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.getByRole('textbox', { name: 'Comment' }).fill('Lost');
    await page.getByRole('button', { name: 'Post' }).click();
    await comment(page, 'Lost').getByRole('alert').waitFor();
    await w.post('From elsewhere.');
    await page.getByRole('button', { name: '1 new comment' }).click();
    await comment(page, 'From elsewhere.').waitFor();
    await comment(page, 'Lost').getByRole('alert').waitFor();
    await page.close();
  });

  it('folds a branch by the line beside it, and counts all that it hides', async () => {
    let parent = await w.post('The head.');
    const head = parent;
    for (let index = 1; index <= 3; index += 1) parent = await w.post(`Below ${index}.`, parent.id);
    await w.post('Beside.', head.id);
    const page = await w.visit(w.element('thread'), { live: true });
    await comment(page, 'Below 3.').waitFor();
    // One line for each branch that is indented, and no words on any row.
    expect(await page.getByRole('button', { name: 'Hide replies' }).count()).toBe(2);
    expect(await page.getByText('Hide replies').count()).toBe(0);
    await page.getByRole('button', { name: 'Hide replies' }).first().press('Enter');
    await comment(page, 'Below 1.').waitFor({ state: 'detached' });
    const show = page.getByRole('button', { name: 'Show 4 replies' });
    expect(await show.evaluate((button) => button.matches(':focus'))).toBe(true);
    await show.click();
    await comment(page, 'Below 3.').waitFor();
    await page.close();
  });

  it('tells times in the reader’s days and clock', async () => {
    const tokyo = await openBrowser({ timezoneId: 'Asia/Tokyo' });
    try {
      await w.post('Shortly after midnight.');
      w.host.serve(w.html(w.element('thread') + w.script));
      const page = await tokyo.context.newPage();
      // 15:10 UTC is ten past midnight of the next day in Tokyo.
      const then = '2026-03-01T15:10:00.000Z';
      await page.route('**/comments?*', async (route) => {
        const response = await route.fetch();
        const list = (await response.json()) as CommentList;
        for (const item of list.items) item.createdAt = then;
        await route.fulfill({ response, json: list });
      });
      const time = comment(page, 'Shortly after midnight.').locator('time');
      const at = async (now: string) => {
        await page.clock.setFixedTime(now);
        await page.goto(w.host.origin);
        // The title comes with the code that acts on comments.
        await page.locator('time[title]').waitFor();
        return [await time.textContent(), await time.getAttribute('title')];
      };
      expect(await at('2026-03-03T14:59:00Z')).toEqual(['yesterday', 'Monday, March 2, 2026 at 12:10 AM']);
      expect((await at('2026-03-03T16:00:00Z'))[0]).toBe('2 days ago');
      expect((await at('2026-03-20T16:00:00Z'))[0]).toBe('Mar 2, 2026, 12:10 AM');
    } finally {
      await tokyo.close();
    }
  });

  it('names each reaction of a site, with a figure of its own, on a narrow bar too', async () => {
    const page = await w.visit(w.element('bar'), { head: '<meta name="viewport" content="width=device-width">' });
    await page.setViewportSize({ width: 360, height: 700 });
    for (const name of ['Insightful', 'Well said']) await page.getByText(name, { exact: true }).waitFor();
    const figures = await page
      .locator('afterword-bar [aria-pressed] path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    expect(new Set(figures).size).toBe(3);
    await page.close();
  });

  /** Holds the answer to the list that a page asks for first. @returns gives it, as it was when it was asked for */
  async function holdNextList(): Promise<{ asked: Promise<void>; give: () => void }> {
    let give = () => {};
    let noteAsked = () => {};
    const given = new Promise<void>((resolve) => (give = resolve));
    const asked = new Promise<void>((resolve) => (noteAsked = resolve));
    let isFirst = true;
    await w.browser.context.route(/\/comments\?sort=/, async (route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      const response = await route.fetch();
      noteAsked();
      await given;
      await route.fulfill({ response });
    });
    return { asked, give };
  }

  it('loses nothing that the reader posts while the list is on its way', async () => {
    await w.post('Theirs');
    const { asked, give } = await holdNextList();
    try {
      const page = await w.visit(w.element('thread'));
      await asked;
      await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Mine');
      await Promise.all([
        page.waitForResponse((response) => response.status() === 201 && response.url().endsWith('/comments')),
        page.getByRole('button', { name: 'Post' }).click(),
      ]);
      give();
      await comment(page, 'Theirs').waitFor();
      await comment(page, 'Mine').getByRole('button', { name: 'Delete' }).waitFor();
      expect(await comment(page, 'Mine').count()).toBe(1);
      await page.close();
    } finally {
      await w.browser.context.unrouteAll();
    }
  });

  it('misses nothing that others post while the list is on its way', async () => {
    await w.post('Before');
    const { asked, give } = await holdNextList();
    try {
      const page = await w.visit(w.element('bar') + w.element('thread'));
      await asked;
      await w.post('Meanwhile');
      give();
      await comment(page, 'Before').waitFor();
      await page.getByRole('button', { name: '1 new comment' }).click();
      await comment(page, 'Meanwhile').waitFor();
      await page.close();
    } finally {
      await w.browser.context.unrouteAll();
    }
  });

  it('misses nothing that others post while the list in another order is on its way', async () => {
    await w.post('Before');
    const page = await w.visit(w.element('bar') + w.element('thread'), { live: true });
    await comment(page, 'Before').waitFor();
    const { asked, give } = await holdNextList();
    try {
      await page.getByRole('radio', { name: 'Newest' }).check();
      await asked;
      await w.post('Meanwhile');
      await page.getByRole('link', { name: /^Comments.*2/ }).waitFor();
      give();
      await page.getByRole('button', { name: '1 new comment' }).click();
      await comment(page, 'Meanwhile').waitFor();
      await page.close();
    } finally {
      await w.browser.context.unrouteAll();
    }
  });
});
