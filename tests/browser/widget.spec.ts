import { randomUUID } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import type { Comment, CommentList, Counters, Site } from '@afterword/contracts';
import type { Page } from 'playwright-core';
import { expectStatus, pagePath } from '../setup/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '../setup/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '../setup/engagement';
import { type HostSite, startHostSite } from '../setup/host-page';
import { poll } from '../setup/poll';

/** The widget on a publisher's own site, another origin than the service's. It is the built one, from dist/widget. */
describeInBrowser('the widget on another origin', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;
  let site: Site;
  let key: string;

  beforeAll(async () => {
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
    site = await service.api.site(ADMIN_TOKEN, { origins: [host.origin], reactionKinds: ['like', 'insightful'] });
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close()]);
  });
  beforeEach(() => {
    key = `page-${randomUUID().slice(0, 8)}`;
  });

  const element = (name: string, more = '') =>
    `<afterword-${name} site="${site.id}" page="${key}" ${more}></afterword-${name}>`;
  const embed = () => `<script type="module" src="${service.url}/embed.js"></script>`;
  const hostPage = (body: string) =>
    `<!doctype html><html lang="en"><head><title>A host page</title></head><body><main><h1>Host</h1>${body}</main></body></html>`;
  async function visit(body: string, headers?: Record<string, string>): Promise<Page> {
    host.serve(hostPage(body + embed()), headers);
    const page = await browser.context.newPage();
    await page.goto(`${host.origin}/story?utm_source=x#part`);
    return page;
  }
  const counters = async (): Promise<Counters> => {
    const path = `/v1/counters?site=${site.id}&page=${key}`;
    return expectStatus(200, await service.api.call<{ counters: Record<string, Counters> }>('GET', path)).counters[
      key
    ]!;
  };
  const thread = async () =>
    expectStatus(200, await service.api.call<CommentList>('GET', `${pagePath(site.id, key)}/comments`));
  const post = async (body: string, parentId?: string) => {
    const token = await service.api.guest(site.id, 'Somebody');
    const options = { token, body: { body, parentId } };
    return expectStatus(201, await service.api.call<Comment>('POST', `${pagePath(site.id, key)}/comments`, options));
  };

  it('shows one state in every element of a page, and tells the service where the page is', async () => {
    const page = await visit(element('bar') + element('bar') + element('thread') + element('count', 'metric="like"'));
    const likes = page.getByRole('button', { name: /^Like/ });
    await likes.first().click();
    for (const index of [0, 1]) {
      await poll(
        () => likes.nth(index).getAttribute('aria-pressed'),
        (pressed) => pressed === 'true',
      );
    }
    await poll(
      () => page.locator('afterword-count').evaluate((count) => count.shadowRoot?.textContent),
      (text) => text === '1',
    );
    await poll(
      async () => (await service.api.call<{ url: string | null }>('GET', pagePath(site.id, key))).body.url,
      (url) => url === `${host.origin}/story?utm_source=x`,
    );
    expect((await counters()).reactions).toEqual({ like: 1, insightful: 0 });
    await page.close();
  });

  it('ends several quick clicks in what the reader wanted last', async () => {
    const page = await visit(element('bar'));
    const like = page.getByRole('button', { name: /^Like/ });
    await like.waitFor();
    for (let click = 0; click < 5; click += 1) await like.click();
    expect(await like.getAttribute('aria-pressed')).toBe('true');
    await poll(counters, ({ reactions }) => reactions.like === 1);
    await like.click();
    await poll(counters, ({ reactions }) => reactions.like === 0);
    await page.close();
  });

  it('posts a comment and a reply, keeps a draft, and deletes', async () => {
    await post('First of all');
    const page = await visit(element('thread'));
    await page.getByRole('textbox', { name: 'Comment' }).fill('Half a thou');
    await page.reload();
    const box = page.getByRole('textbox', { name: 'Comment' });
    await poll(
      () => box.inputValue(),
      (value) => value === 'Half a thou',
    );
    await box.fill('A whole thought');
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
    await page.getByRole('button', { name: 'Post' }).click();
    const mine = page.getByRole('article', { name: 'Comment by Ada' });
    await mine.getByText('A whole thought').waitFor();
    expect(await mine.evaluate((article) => article.getRootNode() instanceof ShadowRoot)).toBe(true);

    await page.getByRole('article', { name: 'Comment by Somebody' }).getByRole('button', { name: 'Reply' }).click();
    const reply = page.getByRole('textbox', { name: 'Reply to Somebody' });
    // Writing goes on where the focus is.
    await page.keyboard.type('And an answer');
    expect(await reply.inputValue()).toBe('And an answer');
    await page.keyboard.press('Control+Enter');
    await page.getByText('And an answer').waitFor();
    await poll(thread, ({ total }) => total === 3);

    await mine.filter({ hasText: 'A whole thought' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('A whole thought').waitFor({ state: 'detached' });
    expect((await thread()).total).toBe(2);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.close();
  });

  it('does not post twice when an answer is lost and the reader tries again', async () => {
    const page = await visit(element('thread'));
    let lost = 0;
    await page.route('**/comments', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('textbox', { name: 'Comment' }).fill('Only once');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('article').filter({ hasText: 'Only once' }).waitFor();
    expect([lost, (await thread()).total]).toEqual([1, 1]);
    await page.close();
  });

  it('rewards, says what is left, and says when there is not enough', async () => {
    const page = await visit(element('bar'));
    await page.getByRole('button', { name: /^Reward/ }).click();
    await page.getByText('50 points', { exact: true }).click();
    await page.getByRole('button', { name: 'Reward 50 points' }).click();
    await page.getByText('Rewarded 50 points. Thank you. You have 50 points.').waitFor();
    await page.getByRole('spinbutton', { name: 'Other amount in points' }).fill('51');
    await page.getByRole('button', { name: 'Reward 51 points' }).click();
    await page.getByText('Your wallet does not hold that many points.').waitFor();
    expect((await counters()).rewards).toEqual({ count: 1, amount: 50 });
    await page.close();
  });

  it('makes one short link for one share, and offers it to every channel', async () => {
    const page = await visit(element('bar'));
    const share = page.getByRole('button', { name: /^Share/ });
    await share.click();
    const link = page.getByRole('textbox', { name: 'Link to this page' });
    await link.waitFor();
    const address = await link.inputValue();
    expect(address).toMatch(/\/s\/\w{10}$/);
    const channels = await page
      .getByRole('link')
      .evaluateAll((links) => links.map((one) => (one as HTMLAnchorElement).href));
    expect(channels.filter((href) => href.includes(encodeURIComponent(address))).length).toBe(8);
    await share.click();
    await share.click();
    await link.waitFor();
    expect([await link.inputValue(), (await counters()).shares]).toEqual([address, 1]);
    await page.close();
  });

  it('shows what others do as it happens, without moving what one reads', async () => {
    await post('Here already');
    const page = await visit(element('bar') + element('thread'));
    await page.getByText('Here already').waitFor();
    const token = await service.api.guest(site.id, 'Other');
    expectStatus(200, await service.api.call('PUT', `${pagePath(site.id, key)}/reactions/like`, { token }));
    await page.getByRole('button', { name: 'Like 1' }).first().waitFor();
    await post('Just arrived');
    const news = page.getByRole('button', { name: '1 new comment' });
    await news.waitFor();
    expect(await page.getByText('Just arrived').count()).toBe(0);
    await news.click();
    await page.getByText('Just arrived').waitFor();
    await page.getByRole('heading', { name: 'Comments 2' }).waitFor();
    await page.close();
    // The stream ends with the page.
    await poll(
      async () => (await service.api.call<string>('GET', '/metrics')).body,
      (metrics) => /^afterword_event_streams 0$/m.test(metrics),
    );
  });

  it('follows its attributes, and leaves nothing behind when it goes', async () => {
    const other = `other-${key}`;
    const token = await service.api.guest(site.id);
    expectStatus(200, await service.api.call('PUT', `${pagePath(site.id, other)}/reactions/like`, { token }));
    const page = await visit(element('bar'));
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.locator('afterword-bar').evaluate((bar, name) => bar.setAttribute('page', name), other);
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    const left = await page.evaluate(async () => {
      const bar = document.querySelector('afterword-bar');
      bar?.remove();
      await new Promise((resolve) => setTimeout(resolve));
      return bar?.shadowRoot?.childNodes.length;
    });
    expect(left).toBe(0);
    await page.close();
  });

  it('works under a strict policy and without storage', async () => {
    await post('A comment with an avatar');
    const policy = `default-src 'none'; script-src ${service.url}; connect-src ${service.url}`;
    host.serve(hostPage(element('bar') + element('thread') + embed()), { 'content-security-policy': policy });
    const page = await browser.context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.text().includes('Content Security Policy') && refused.push(message.text()));
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    await page.goto(host.origin);
    await page.getByRole('button', { name: /^Like/ }).first().click();
    await poll(counters, ({ reactions }) => reactions.like === 1);
    const avatar = page.locator('.aw-avatar');
    expect(await avatar.evaluate((one) => getComputedStyle(one).backgroundColor)).not.toBe('rgba(0, 0, 0, 0)');
    // The host's icon is the host's affair.
    expect(refused.filter((text) => !text.includes('favicon'))).toEqual([]);
    await page.close();
  });

  it('keeps its looks beside hostile styles', async () => {
    const styles = '<style>* { color: red !important } button { display: none !important; font-size: 40px }</style>';
    const page = await visit(styles + element('bar') + element('thread'));
    const like = page.getByRole('button', { name: /^Like/ }).first();
    await like.waitFor();
    const style = await like.evaluate((button) => {
      const { display, fontSize, color } = getComputedStyle(button);
      return { display, fontSize, color };
    });
    expect(style).toMatchObject({ display: 'flex', fontSize: '14px' });
    const heading = page.getByRole('heading', { name: /^Comments/ });
    const red = 'rgb(255, 0, 0)';
    expect([style.color, await heading.evaluate((text) => getComputedStyle(text).color)]).not.toContain(red);
    await page.close();
  });

  it('says in a sentence that an origin is not allowed, and offers no Post', async () => {
    const stranger = await startHostSite();
    try {
      stranger.serve(hostPage(element('bar') + element('thread') + embed()));
      const page = await browser.context.newPage();
      await page.goto(stranger.origin);
      await page.getByText('Comments are not set up for this address.').waitFor();
      expect(await page.getByRole('button', { name: 'Post' }).count()).toBe(0);
      await page.close();
    } finally {
      await stranger.close();
    }
  });

  it('says that a page is closed', async () => {
    const path = `/v1/admin/sites/${site.id}/pages/${key}`;
    expectStatus(200, await service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: { closed: true } }));
    const page = await visit(element('thread'));
    await page.getByText('This page takes no new comments.').waitFor();
    expect(await page.getByRole('button', { name: 'Post' }).count()).toBe(0);
    await page.close();
  });

  it('brings a permalink into view and marks it', async () => {
    for (let index = 0; index < 12; index += 1) await post(`Filler ${index}`);
    const { id } = await post('The one that is meant');
    for (let index = 0; index < 5; index += 1) await post(`Later ${index}`);
    host.serve(hostPage(element('thread') + embed()));
    const page = await browser.context.newPage();
    await page.goto(`${host.origin}/#comment-${id}`);
    const meant = page.getByRole('article').filter({ hasText: 'The one that is meant' });
    await meant.waitFor();
    await poll(
      () => meant.evaluate((article) => article.getBoundingClientRect().top),
      (top) => top > 0 && top < 700,
    );
    expect(await meant.getAttribute('data-target')).toBe('');
    await page.close();
  });
});
