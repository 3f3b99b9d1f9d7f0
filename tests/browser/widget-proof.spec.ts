import type { Counters } from '@afterword/contracts';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';

describeInBrowser('the widget at a site whose new guests prove work', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;

  beforeAll(async () => {
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close()]);
  });

  it('says why it cannot where the host page is not on a secure origin', async () => {
    const { id } = await service.api.site(ADMIN_TOKEN, { origins: [host.origin], proofOfWork: 'always' });
    host.serve(`<!doctype html><html lang="en"><title>A host page</title><body>
      <afterword-bar site="${id}" page="p"></afterword-bar><script type="module" src="${service.url}/embed.js"></script></body></html>`);
    const page = await browser.context.newPage();
    // As on plain HTTP; the tests' own address counts as secure.
    await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
    await page.goto(host.origin);
    await page.getByRole('button', { name: /^Like/ }).click();
    await page.getByText('Open this page over HTTPS to join in.').waitFor();
    await poll(
      () => page.getByRole('button', { name: /^Like/ }).getAttribute('aria-pressed'),
      (pressed) => pressed === 'false',
    );
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await page.close();
  });

  it('proves it by itself, and the like counts', async () => {
    const site = await service.api.site(ADMIN_TOKEN, { origins: [host.origin], proofOfWork: 'always' });
    const bar = `<afterword-bar site="${site.id}" page="p"></afterword-bar>`;
    const script = `<script type="module" src="${service.url}/embed.js"></script>`;
    host.serve(
      `<!doctype html><html lang="en"><head><title>A host page</title></head><body>${bar}${script}</body></html>`,
    );
    const page = await browser.context.newPage();
    await page.goto(host.origin);
    await page.getByRole('button', { name: /^Like/ }).click();
    await poll(
      async () => {
        const path = `/v1/counters?site=${site.id}&page=p`;
        const answer = await service.api.call<{ counters: Record<string, Counters> }>('GET', path);
        return expectStatus(200, answer).counters.p!.reactions.like;
      },
      (likes) => likes === 1,
    );
    await poll(
      () => page.getByRole('button', { name: /^Like/ }).getAttribute('aria-pressed'),
      (pressed) => pressed === 'true',
    );
  });
});
