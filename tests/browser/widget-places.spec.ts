import { randomUUID } from 'node:crypto';
import type { EmbedCheck } from '@afterword/contracts';
import type { Page } from 'playwright-core';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInWholeBrowser, openOwnBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';

/** What a browser says when a policy or a sandbox keeps a page from something. */
const REFUSALS = /Content Security Policy|sandboxed|TrustedHTML/i;

/** Where publishers put the widget: behind policies, in sandboxes, on pages that come back from the browser's memory. */
describeInWholeBrowser('the widget', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let other: HostSite;
  let browser: TestBrowser;
  let site: string;
  let key: string;
  let complaints: string[];

  beforeAll(async () => {
    [service, host, other, browser] = await Promise.all([
      startEngagement(),
      startHostSite(),
      startHostSite(),
      // Playwright turns the browser's memory for pages off.
      openOwnBrowser(['--disable-back-forward-cache']),
    ]);
    site = (await service.api.site(ADMIN_TOKEN, { origins: [host.origin] })).id;
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close(), other.close()]);
  });
  beforeEach(async () => {
    key = `page-${randomUUID().slice(0, 8)}`;
    const options = { token: await service.api.guest(site, 'Ada'), body: { body: 'I was here before' } };
    expectStatus(201, await service.api.call('POST', `${pagePath(site, key)}/comments`, options));
  });

  const html = (id = site) =>
    `<!doctype html><html lang="en"><title>A host page</title><body><h1>Host</h1>
    <afterword-bar site="${id}" page="${key}"></afterword-bar><afterword-thread site="${id}" page="${key}"></afterword-thread>
    <script nonce="n1" type="module" src="${service.url}/embed.js"></script></body></html>`;

  async function open(): Promise<Page> {
    const page = await browser.context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (REFUSALS.test(message.text())) complaints.push(message.text());
    });
    await page.goto(host.origin);
    return page;
  }

  /** Tries to take part. @returns whether that worked, once that or its contrary is seen */
  async function takesPart(page: Page): Promise<boolean> {
    const box = page.getByRole('textbox', { name: 'Comment' });
    const mine = page.getByRole('article').filter({ hasText: 'Am I here?' }).getByRole('button', { name: 'Delete' });
    const send = async () => {
      await box.fill('Am I here?', { timeout: 2_000 });
      await page.getByRole('button', { name: 'Post' }).click({ timeout: 2_000 });
    };
    let sent = false;
    const outcome = await poll(
      async () => {
        if (complaints.length > 0) return 'refused';
        if (await page.getByText('Comments aren’t enabled on this site yet.').first().isVisible()) return 'refused';
        if (await mine.isVisible()) return 'posted';
        sent ||= await send().then(
          () => true,
          // Not there yet, or not any more.
          () => false,
        );
        return null;
      },
      (seen) => seen !== null,
      { withinMs: 60_000 },
    );
    return outcome === 'posted';
  }

  describe('behind a content security policy', () => {
    it.each([
      ["default-src 'none'; script-src SERVICE; connect-src SERVICE", true],
      ["default-src 'self' SERVICE", true],
      ["script-src 'nonce-n1' 'strict-dynamic'; connect-src SERVICE; object-src 'none'; base-uri 'none'", true],
      ["script-src 'nonce-n1'; connect-src SERVICE", true],
      ['sandbox allow-scripts allow-same-origin allow-forms', true],
      ["default-src 'self'", false],
      ["default-src 'none'; script-src SERVICE", false],
      // The entry, and nothing that it loads.
      ["default-src 'none'; script-src SERVICE/embed.js; connect-src SERVICE", false],
      ["script-src 'sha256-abc=' 'strict-dynamic' SERVICE", false],
      ["require-trusted-types-for 'script'", false],
      ['sandbox allow-scripts allow-same-origin', false],
      ['sandbox allow-scripts allow-forms', false],
    ])('%s works: %s, and the check says the same', async (policy, works) => {
      // The check takes the service for the one that it is configured as; the browser finds it where it is.
      const checkedPolicy = policy.replaceAll('SERVICE', service.config.engagementUrl);
      const query = new URLSearchParams({ origin: host.origin, site, csp: checkedPolicy });
      const csp = policy.replaceAll('SERVICE', service.url);
      const checked = await service.api.call<EmbedCheck>('GET', `/embed/check?${query.toString()}`);
      host.serve(html(), { 'content-security-policy': csp });
      const page = await open();
      const saysCheck = wrongWithPolicy(expectStatus(200, checked)).length === 0;
      expect({ works: await takesPart(page), saysCheck }).toEqual({ works, saysCheck: works });
      await page.close();
    });

    const wrongWithPolicy = ({ findings }: EmbedCheck) =>
      findings.filter(({ about, level }) => about === 'policy' && level === 'wrong').map(({ code }) => code);
  });

  it('works in a sandboxed frame of another site', async () => {
    host.serve(`<!doctype html><html lang="en"><title>Outer</title><body>
      <iframe title="Comments" width="800" height="900" sandbox="allow-scripts allow-same-origin allow-forms" src="${other.origin}"></iframe></body></html>`);
    const { id } = await service.api.site(ADMIN_TOKEN, { origins: [other.origin] });
    other.serve(html(id));
    const page = await open();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('textbox', { name: 'Comment' }).fill('From a frame');
    await frame.getByRole('button', { name: 'Post' }).click();
    await frame.getByRole('article').getByText('From a frame').waitFor();
    await page.close();
  });

  it('shows what is true when its page comes back from the browser’s memory', async () => {
    host.serve(html());
    other.serve('<!doctype html><title>Elsewhere</title><p>Elsewhere');
    const page = await open();
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => (document.title = persisted ? 'kept' : 'loaded anew'));
    });
    await page.goto(other.origin);
    const token = await service.api.guest(site, 'Grace');
    expectStatus(200, await service.api.call('PUT', `${pagePath(site, key)}/reactions/like`, { token }));
    // Playwright's own way back waits for a load that does not happen.
    await page.evaluate(() => history.back());
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    expect(await page.title()).toBe('kept');
    await page.close();
  });
});
