import type { Page } from 'playwright-core';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

/** Taller than any window. */
const FAR = '<div style="height: 4000px">An article.</div>';

describeInBrowser('links to comments', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());
  afterEach(() => w.closePages());

  const article = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
  const isInView = (page: Page, text: string) =>
    poll(
      () =>
        article(page, text).evaluateAll((all) =>
          all.some((one) => {
            const { top, bottom } = one.getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;
          }),
        ),
      (inView) => inView,
    );
  const marked = (page: Page) =>
    page.getByRole('article').evaluateAll((all) => all.filter((one) => 'target' in one.dataset).map((one) => one.id));

  it('opens, shows and marks a comment far below the fold', async () => {
    const { id } = await w.post('Far below');
    const page = await w.visit(FAR + w.element('thread') + FAR, { path: `/story#comment-${id}` });
    await isInView(page, 'Far below');
    expect(await marked(page)).toEqual([`comment-${id}`]);
  });

  it.each([
    ['the fragment changes', (hash: string) => (location.hash = hash)],
    ['the host pushes an address', (hash: string) => history.pushState(null, '', hash)],
  ])('does so when %s later', async (_, go) => {
    const { id } = await w.post('Far below');
    const second = await w.post('The second');
    const page = await w.visit(FAR + w.element('thread') + FAR);
    await page.waitForFunction(() => customElements.get('afterword-thread'));
    expect(await page.getByRole('article').count()).toBe(0);
    await page.evaluate(go, `#comment-${id}`);
    await isInView(page, 'Far below');
    await page.evaluate(() => scrollTo(0, 0));
    await page.evaluate(go, `#comment-${second.id}`);
    await isInView(page, 'The second');
    await poll(
      () => marked(page),
      (ids) => ids.join() === `comment-${second.id}`,
    );
  });

  it('unfolds the replies that a comment is among', async () => {
    const parent = await w.post('The parent');
    const { id } = await w.post('Folded away', parent.id);
    const page = await w.visit(w.element('thread'));
    await page.locator('afterword-thread').getByRole('button', { name: 'Hide replies' }).click();
    await article(page, 'Folded away').waitFor({ state: 'detached' });
    await page.evaluate((hash) => (location.hash = hash), `comment-${id}`);
    await isInView(page, 'Folded away');
  });

  it.each(['0190a000-0000-7000-8000-000000000000', '0190a000-0000-7000-8000-00000000000-'])(
    'tells that the comment %s is no longer there',
    async (id) => {
      await w.post('Still here');
      const page = await w.visit(FAR + w.element('thread') + FAR, { path: `/story#comment-${id}` });
      const message = page.getByText('The linked comment is no longer available.');
      await message.waitFor();
      await poll(
        () => message.evaluate((one) => one.getBoundingClientRect().top),
        (top) => top >= 0 && top < 700,
      );
      expect(await page.getByRole('alert').count()).toBe(0);
    },
  );

  it('shows a comment only in the thread that it belongs to, and one that is gone in one of them', async () => {
    const theirs = w.key;
    const { id } = await w.post('Of the first thread');
    // Beyond the first page of the list.
    for (let index = 0; index < 20; index += 1) await w.post(`Filler ${index}`);
    const first = w.element('thread', 'id="first"');
    w.next();
    await w.post('Of the second thread');
    const page = await w.visit(first + FAR + w.element('thread', 'id="second"'), { path: `/story#comment-${id}` });
    await isInView(page, 'Of the first thread');
    await page.locator('#second').getByText('Of the second thread').waitFor();
    // What the second thread does with the link, it has done when it has read the comment's place.
    await page.waitForLoadState('networkidle');
    expect([theirs, await page.locator('#second').getByText('Of the first thread').count()]).toEqual([theirs, 0]);
    expect(await page.getByText('The linked comment is no longer available.').count()).toBe(0);

    await page.evaluate(() => (location.hash = 'comment-0190a000-0000-7000-8000-000000000000'));
    await page.getByText('The linked comment is no longer available.').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('The linked comment is no longer available.').count()).toBe(1);
  });

  it('finds a comment under an alias of its page', async () => {
    const { id } = await w.post('By another key');
    for (let index = 0; index < 20; index += 1) await w.post(`Filler ${index}`);
    const alias = `alias-${w.key}`;
    const put = { token: ADMIN_TOKEN, body: { key: alias } };
    const answer = await w.service.api.call('POST', `/v1/admin/sites/${w.site.id}/pages/${w.key}/aliases`, put);
    expect(answer.status).toBeLessThan(300);
    const page = await w.visit(w.element('thread').replace(w.key, alias), { path: `/story#comment-${id}` });
    await isInView(page, 'By another key');
  });

  it('keeps a permalink on its page, whatever the base of the host', async () => {
    const { id } = await w.post('Linked to');
    const page = await w.visit(w.element('thread'), { head: '<base href="/elsewhere/">', path: '/story?id=%E9#part' });
    const link = article(page, 'Linked to').getByRole('link');
    await link.waitFor();
    expect(await link.evaluate((one: HTMLAnchorElement) => one.href)).toBe(
      `${w.host.origin}/story?id=%E9#comment-${id}`,
    );
    await page.evaluate(() => history.replaceState(null, '', `${location.origin}/story?tab=2`));
    const loads = await page.evaluate(() => performance.timeOrigin);
    await link.click();
    await poll(
      () => marked(page),
      (ids) => ids.join() === `comment-${id}`,
    );
    expect([page.url(), await page.evaluate(() => performance.timeOrigin)]).toEqual([
      `${w.host.origin}/story?tab=2#comment-${id}`,
      loads,
    ]);
  });

  it('leaves the fragment to a host that uses it for its routes', async () => {
    const { id } = await w.post('Behind a route');
    const url = `${w.host.origin}/?q=a%20b#/intro`;
    const elements = w.element('bar', 'permalinks="query"') + w.element('thread', 'permalinks="query"');
    const page = await w.visit(elements, { path: '/?q=a%20b#/intro', head: '<link rel="canonical" href="/">' });
    const routes = await page.evaluateHandle(() => {
      const seen: string[] = [];
      addEventListener('hashchange', () => seen.push(location.hash));
      return seen;
    });
    const link = article(page, 'Behind a route').getByRole('link');
    const permalink = `${w.host.origin}/?q=a%20b&afterword-comment=${id}#/intro`;
    await link.waitFor();
    expect(await link.evaluate((one: HTMLAnchorElement) => one.href)).toBe(permalink);
    await link.click();
    await poll(
      () => marked(page),
      (ids) => ids.join() === `comment-${id}`,
    );
    await page.locator('afterword-bar').getByRole('link').click();
    expect([page.url(), await routes.jsonValue()]).toEqual([permalink, []]);
    await page.getByRole('button', { name: /^Like/ }).first().click();
    await poll(
      async () => (await w.service.api.call<{ url: string | null }>('GET', w.path)).body.url,
      (stored) => stored === url,
    );
    // Opened anew, it leads to the comment.
    await page.goto('about:blank');
    await page.goto(permalink);
    await isInView(page, 'Behind a route');
    expect(await marked(page)).toEqual([`comment-${id}`]);
  });

  describe('from a bar without a thread', () => {
    const comments = (page: Page) =>
      page
        .locator('afterword-bar')
        .getByRole('link', { name: /^Comments/ })
        .first();

    it('open the thread below it where the page has none', async () => {
      await w.post('Only behind the bar');
      const page = await w.visit(w.element('bar') + FAR);
      await comments(page).click();
      await isInView(page, 'Only behind the bar');
      expect(new URL(page.url()).pathname).toBe('/story');
      // The thread is the page's from now on.
      await page.evaluate(() => scrollTo(0, 2_000));
      await comments(page).press('Enter');
      await isInView(page, 'Only behind the bar');
      expect(await page.getByRole('article').count()).toBe(1);
    });

    it.each([
      ['the host names', () => Promise.resolve(`url="${w.host.origin}/article"`)],
      [
        'the service knows',
        async () => {
          const body = { url: `${w.host.origin}/article` };
          expectStatus(200, await w.service.api.call('PUT', w.path, { token: ADMIN_TOKEN, body }));
          return '';
        },
      ],
    ])('lead to the thread at the address that %s', async (_, attributes) => {
      await w.post('On the article');
      const page = await w.visit(w.element('bar', await attributes()), { path: '/' });
      await page.getByRole('button', { name: 'Like 0' }).waitFor();
      // There the thread has no id, and is below the fold.
      w.host.serve(w.html(FAR + w.element('thread') + FAR + w.script));
      await comments(page).click();
      await isInView(page, 'On the article');
      expect(page.url()).toBe(`${w.host.origin}/article#comments`);
    });

    it('go to a thread in a shadow root of the host', async () => {
      await w.post('In the shadow');
      const page = await w.visit(`${w.element('bar')}${FAR}<div id="app"></div>`);
      await page.locator('#app').evaluate((app, html) => {
        app.attachShadow({ mode: 'open' }).innerHTML = html;
      }, w.element('thread'));
      await comments(page).click();
      await isInView(page, 'In the shadow');
      expect(await page.locator('afterword-bar afterword-thread').count()).toBe(0);
    });
  });
});
