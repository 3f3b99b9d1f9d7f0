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
    await page.getByText('Rewarded 50 points. Thank you.').waitFor();
    await page.getByText('You have 50 points.').waitFor();
    // What is given is given: another reward is another decision, and the focus is back where the first began.
    await page.getByRole('button', { name: 'Close' }).click();
    const reward = page.getByRole('button', { name: 'Reward 1, 50 points in all' });
    expect(await reward.evaluate((button: HTMLElement) => button.matches(':focus'))).toBe(true);
    await reward.press('Enter');
    await page.getByRole('spinbutton', { name: 'Other amount in points' }).fill('51');
    await page.getByRole('button', { name: 'Reward 51 points' }).click();
    await page.getByText('You do not have that many points.').waitFor();
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

  it('claims nothing that it does not know: no zeros and no empty thread before the answer', async () => {
    await post('Here all along');
    const held: (() => void)[] = [];
    host.serve(hostPage(element('bar') + element('thread') + element('count').replace('></', '>–</') + embed()));
    const page = await browser.context.newPage();
    await page.route('**/v1/**', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.goto(host.origin);
    await page.getByText('Loading comments …').waitFor();
    expect(await page.getByRole('button', { name: /^Like/ }).textContent()).toBe('Like ');
    expect(await page.getByText('No comments yet').count()).toBe(0);
    expect(await page.locator('afterword-count').innerText()).toBe('–');
    await poll(
      async () => {
        for (const let_go of held.splice(0)) let_go();
        return page.getByRole('article').filter({ hasText: 'Here all along' }).count();
      },
      (count) => count === 1,
    );
    await page.close();
  });

  it('takes a like back that could not be stored, says so, and tries again when asked', async () => {
    const page = await visit(element('bar'));
    const like = page.getByRole('button', { name: /^Like/ });
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.route('**/reactions/**', (route) => route.abort('internetdisconnected'));
    await page.context().setOffline(true);
    const shown = await like.evaluate(async (button: HTMLElement) => {
      button.click();
      await new Promise(requestAnimationFrame);
      return button.getAttribute('aria-pressed');
    });
    expect(shown).toBe('true');
    await page.getByText(/did not work|Not sent/).waitFor();
    expect(await like.getAttribute('aria-pressed')).toBe('false');
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.context().setOffline(false);
    await like.click();
    await page.getByText('Not sent: the service does not answer.').waitFor();
    await page.unroute('**/reactions/**');
    await page.getByRole('button', { name: 'Retry' }).click();
    await poll(counters, ({ reactions }) => reactions.like === 1);
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  it('waits as long as the service asks before it offers to try again', async () => {
    const page = await visit(element('bar'));
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.route('**/reactions/like', (route) =>
      route.fulfill({
        status: 429,
        headers: {
          'access-control-allow-origin': host.origin,
          'access-control-expose-headers': 'retry-after',
          'content-type': 'application/problem+json',
          'retry-after': '1',
        },
        json: { type: 'urn:afterword:problem:rate-limited', title: 'Zu viel', status: 429 },
      }),
    );
    await page.getByRole('button', { name: 'Like 0' }).click();
    const retry = page.getByRole('button', { name: 'Retry' });
    await page.getByText('That was a lot at once. Try again in 1 second.').waitFor();
    expect(await retry.isDisabled()).toBe(true);
    await page.unroute('**/reactions/like');
    await retry.click();
    await poll(counters, ({ reactions }) => reactions.like === 1);
    await page.close();
  });

  it('keeps what did not arrive in its place, and gives it back to its author', async () => {
    const page = await visit(element('thread'));
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    const box = page.getByRole('textbox', { name: 'Comment' });
    await box.fill('<b>Lost</b> & found');
    await page.getByRole('button', { name: 'Post' }).click();
    const unsent = page.getByRole('article').filter({ hasText: '<b>Lost</b> & found' });
    await unsent.getByRole('alert').waitFor();
    expect(await box.inputValue()).toBe('');
    await unsent.getByRole('button', { name: 'Edit' }).click();
    expect(await box.inputValue()).toBe('<b>Lost</b> & found');
    await page.reload();
    await poll(
      () => box.inputValue(),
      (value) => value === '<b>Lost</b> & found',
    );
    expect((await thread()).total).toBe(0);
    await page.close();
  });

  it('lets an author change a comment, by keyboard alone', async () => {
    const page = await visit(element('thread'));
    await page.getByRole('textbox', { name: 'Comment' }).fill('A tpyo');
    await page.keyboard.press('Control+Enter');
    const mine = page.getByRole('article').filter({ hasText: 'A tpyo' });
    await mine.getByRole('button', { name: 'Edit' }).press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('A typo, mended');
    await page.keyboard.press('Control+Enter');
    const mended = page.getByRole('article').filter({ hasText: 'A typo, mended' });
    await mended.getByText('edited').waitFor();
    expect(await mended.evaluate((article: HTMLElement) => article.matches(':focus'))).toBe(true);
    const reply = mended.getByRole('button', { name: 'Reply' });
    await reply.press('Enter');
    await page.getByRole('textbox', { name: /^Reply to/ }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: /^Reply to/ }).count()).toBe(0);
    await page.close();
  });

  it('does not make a session before a reader acts, and forgets one that has ended', async () => {
    const page = await visit(element('bar') + element('thread'));
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByText('No comments yet').waitFor();
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes(':session:')));
    expect(await kept()).toEqual([]);
    await page.evaluate(
      ([base, id]) => {
        const ended = { token: 'no-such-token', id: 'x', name: 'Guest', role: 'guest', subject: null };
        localStorage.setItem(`afterword:${base}:session:${id}`, JSON.stringify(ended));
      },
      [service.url, site.id] as const,
    );
    await page.reload();
    await page.getByRole('button', { name: 'Like 0' }).click();
    await poll(counters, ({ reactions }) => reactions.like === 1);
    expect(await kept()).toHaveLength(1);
    await page.close();
  });

  it('asks for all counts of a page at once, takes two scripts, and comes and goes 200 times without a trace', async () => {
    const asked: string[] = [];
    const counts = ['a', 'b', 'a'].map(
      (name) => `<afterword-count site="${site.id}" page="${name}"></afterword-count>`,
    );
    host.serve(hostPage(counts.join(' ') + embed() + embed().replace('embed.js', 'embed.js?again')));
    const page = await browser.context.newPage();
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('request', (request) => request.url().includes('/v1/') && asked.push(new URL(request.url()).search));
    await page.goto(host.origin);
    await poll(
      () => page.locator('afterword-count').evaluateAll((all) => all.map((one) => one.shadowRoot?.textContent)),
      (texts) => texts.join() === '0,0,0',
    );
    expect(asked).toEqual([`?site=${site.id}&page=a&page=b`]);
    const streams = await page.evaluate(
      async (html) => {
        const open = new Set<EventSource>();
        const Native = EventSource;
        const Counted = class extends Native {
          constructor(url: string) {
            super(url);
            open.add(this);
          }
          override close() {
            super.close();
            open.delete(this);
          }
        };
        window.EventSource = Counted as unknown as typeof window.EventSource;
        for (let time = 0; time < 200; time += 1) {
          const place = document.createElement('div');
          place.innerHTML = html;
          document.body.append(place);
          await Promise.resolve();
          await Promise.resolve();
          place.remove();
          await Promise.resolve();
          await Promise.resolve();
        }
        return open.size;
      },
      element('bar') + element('thread'),
    );
    expect([streams, problems]).toEqual([0, []]);
    await page.close();
  });

  it.each([
    ['on a narrow screen', 320, 'ltr', '100%'],
    ['right to left, on a host with a tiny root', 390, 'rtl', '62.5%'],
  ])('fits %s', async (_, width, direction, fontSize) => {
    const first = await post('First, with_a_word_that_is_much_longer_than_any_screen_is_wide_and_never_ends_at_all');
    const second = await post('Second', first.id);
    const third = await post('Third', second.id);
    await post('Fourth', third.id);
    const styles = `<style>html { font-size: ${fontSize} } body { margin: 0 16px; direction: ${direction} }</style>`;
    const page = await visit(styles + element('bar') + element('thread'));
    await page.setViewportSize({ width, height: 700 });
    await page.getByText('to Somebody').waitFor();
    await page.getByRole('button', { name: /^Reward/ }).click();
    await page.getByRole('button', { name: 'Reward 10 points' }).waitFor();
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Share/ }).click();
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
    expect(await overflow()).toBe(0);
    const height = await page
      .getByRole('button', { name: /^Like 0/ })
      .first()
      .evaluate((one) => one.clientHeight);
    expect(height).toBeGreaterThanOrEqual(42);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
    await page.close();
  });
});
