import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';

const text = readFileSync(join(__dirname, '../../docs/embed.md'), 'utf8');
/** What is in a language that a browser takes as it is; templates of other systems have a language of their own. */
const snippets = [...text.matchAll(/```(html|css|js)\n(.*?)```/gs)].map(([, language = '', code = '']) => ({
  language,
  code,
}));
const ELEMENT = '<afterword-thread site="demo" page="my-article"></afterword-thread>';
const SCRIPT = '<script type="module" src="ENGAGEMENT_URL/embed.js"></script>';

describeInBrowser('the snippets of docs/embed.md', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;

  beforeAll(async () => {
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
    await service.api.site(ADMIN_TOKEN, { id: 'demo', origins: [host.origin] });
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close()]);
  });

  it('are some', () => expect(snippets.length).toBeGreaterThanOrEqual(5));

  it.each(snippets)('work as they are: $language $code', async ({ language, code }) => {
    const parts = {
      html: code,
      css: `<style>${code}</style>`,
      js: `<script type="module">${code}</script>`,
    }[language as 'html' | 'css' | 'js'];
    const body = (parts.includes('<afterword-') ? parts : parts + ELEMENT) + (parts.includes('embed.js') ? '' : SCRIPT);
    host.serve(
      `<!doctype html><html lang="en"><title>A host page</title><body>${body.replaceAll('ENGAGEMENT_URL', service.url)}</body></html>`,
    );
    const page = await browser.context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
        complaints.push(message.text());
    });
    await page.goto(host.origin);
    const elements = page.locator('afterword-bar, afterword-thread, afterword-count');
    for (let index = 0; index < (await elements.count()); index += 1) {
      await elements.nth(index).scrollIntoViewIfNeeded();
      await poll(
        () => elements.nth(index).evaluate((element) => element.shadowRoot?.textContent.trim() ?? ''),
        (shown) => shown !== '',
      );
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});
