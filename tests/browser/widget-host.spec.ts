import { randomUUID } from 'node:crypto';
import { type Comment, type Page, zeroCounters } from '@afterword/contracts';
import { ServerBar, ServerThread, uiStyles } from '@afterword/ui';
import { SignJWT } from 'jose';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';

const SECRET = 'a-secret-of-the-site-that-is-long-enough';

/** What the widget and the page around it have to do with each other. */
describeInBrowser('the widget and its host', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;
  let site: string;
  let key: string;

  beforeAll(async () => {
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
    site = (await service.api.site(ADMIN_TOKEN, { origins: [host.origin], ssoSecret: SECRET })).id;
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close()]);
  });
  beforeEach(() => {
    key = `page-${randomUUID().slice(0, 8)}`;
  });

  async function visit(body: string) {
    const script = `<script type="module" src="${service.url}/embed.js"></script>`;
    host.serve(`<!doctype html><html lang="en"><title>A host page</title><body>${body}${script}</body></html>`);
    const page = await browser.context.newPage();
    await page.goto(host.origin);
    return page;
  }
  const element = (name: string, more = '') =>
    `<afterword-${name} site="${site}" page="${key}" ${more}></afterword-${name}>`;

  it('hears of what was stored, once for each', async () => {
    const page = await visit(
      `<script>heard = []; for (const name of ['reaction', 'reward', 'share', 'comment'])
        document.addEventListener('afterword:' + name, ({ type, detail }) => heard.push({ type, ...detail }))</script>` +
        element('bar') +
        element('thread'),
    );
    const heard = () => page.evaluate(() => (window as unknown as { heard: { type: string }[] }).heard);
    const expectHeard = async (expected: object) => {
      const all = await poll(heard, ({ length }) => length > 0);
      expect(all).toEqual([expect.objectContaining({ site, page: key, ...expected })]);
      await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard.splice(0));
    };
    await page.getByRole('button', { name: 'Like 0' }).click();
    await expectHeard({ type: 'afterword:reaction', kind: 'like', active: true });
    await page.getByRole('button', { name: /^Reward/ }).click();
    await page.getByRole('button', { name: 'Give 10 points' }).click();
    await expectHeard({ type: 'afterword:reward', amount: 10 });
    await page.getByRole('button', { name: /^Share/ }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expectHeard({ type: 'afterword:share', channel: 'copy', url: expect.stringContaining('/s/') });
    await page.getByRole('textbox', { name: 'Comment' }).fill('Heard?');
    await page.getByRole('button', { name: 'Post' }).click();
    await expectHeard({ type: 'afterword:comment', comment: expect.objectContaining({ body: 'Heard?' }) });
    await page.close();
  });

  it('takes the address for the page where it is told none, however it is spelled', async () => {
    const path = `/story-${randomUUID()}`;
    const bar = `<afterword-bar site="${site}"></afterword-bar><script type="module" src="${service.url}/embed.js"></script>`;
    host.serve(`<!doctype html><html lang="en"><title>A host page</title><body>${bar}</body></html>`);
    const page = await browser.context.newPage();
    await page.goto(`${host.origin}${path}/?utm_source=mail`);
    await page.getByRole('button', { name: 'Like 0' }).click();
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    await poll(
      async () => {
        const key = encodeURIComponent(host.origin + path);
        const answer = await service.api.call<Page>('GET', `/v1/sites/${site}/pages/${key}`);
        return expectStatus(200, answer).counters.reactions.like;
      },
      (likes) => likes === 1,
    );
    await page.goto(`${host.origin}${path}#comments`);
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    await page.close();
  });

  it('keeps the nodes that its server rendered, and moves them into the shadow', async () => {
    const token = await service.api.guest(site, 'Ada');
    const answer = await service.api.call<Comment>('POST', `${pagePath(site, key)}/comments`, {
      token,
      body: { body: 'Kept' },
    });
    const comment = expectStatus(201, answer);
    const attributes = { site, page: key, language: 'en' };
    const thread = { items: [comment], next: null, total: 1, closed: false };
    const addresses = { page: '/story', comments: '/story/comments' };
    const page = await visit(
      `<style>${uiStyles}</style>` +
        render(h(ServerBar, { ...attributes, language: 'en', counters: { ...zeroCounters(), comments: 1 } })) +
        render(h(ServerThread, { ...attributes, language: 'en', thread, addresses })) +
        `<script>rendered = ['button', 'article', 'textarea'].map((name) => document.querySelector(name))</script>`,
    );
    await page
      .getByRole('article')
      .getByText(/now|sec|min/)
      .waitFor();
    const kept = await page.evaluate(() =>
      (window as unknown as { rendered: Element[] }).rendered.map(
        (node) => node.isConnected && node.getRootNode() instanceof ShadowRoot,
      ),
    );
    expect(kept).toEqual([true, true, true]);
    expect(await page.locator('.aw-state').count()).toBe(0);
    expect(await page.locator('textarea').isEnabled()).toBe(true);
    await page.close();
  });

  it('acts as whom the site signed in, and as nobody else afterwards', async () => {
    const jwt = (sub: string, name: string) =>
      new SignJWT({ name })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(sub)
        .setAudience(site)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(SECRET));
    const page = await visit(element('thread', `sso="${await jwt('1', 'Zoë')}"`));
    const say = async (text: string, author: string) => {
      await page.getByRole('textbox', { name: 'Comment' }).fill(text);
      await page.getByRole('button', { name: 'Post' }).click();
      const said = page.getByRole('article', { name: `Comment by ${author}` }).filter({ hasText: text });
      await said.getByRole('button', { name: 'Delete' }).waitFor();
    };
    await say('As Zoë', 'Zoë');
    expect(await page.getByRole('textbox', { name: 'Name' }).count()).toBe(0);
    const become = (token: string) =>
      page.locator('afterword-thread').evaluate((thread, value) => thread.setAttribute('sso', value), token);
    await become(await jwt('2', 'Grace'));
    await say('As Grace', 'Grace');
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(1);
    await page.close();
  });
});
