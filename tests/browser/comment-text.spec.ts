import type { Comment } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { poll } from '@afterword/testing/poll';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';

const BODY = [
  '> English.',
  'فقرة بالعربية.',
  '- one\n- اثنان',
  `\`\`\`\n${'a long line of code '.repeat(40)}\n\`\`\``,
  '| one | two |\n| :-- | --: |\n| 1 | 2 |',
].join('\n\n');

describeInBrowser('the text of a comment in a browser', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;
  let site: string;

  beforeAll(async () => {
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
    site = (await service.api.site(ADMIN_TOKEN, { origins: [host.origin] })).id;
    const token = await service.api.guest(site);
    const path = `${pagePath(site, 'talk')}/comments`;
    expectStatus(201, await service.api.call<Comment>('POST', path, { token, body: { body: BODY } }));
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close()]);
  });

  it('has the direction of each block, aligned tables, and code that can be scrolled by keyboard', async () => {
    host.serve(`<!doctype html><html lang="ar" dir="rtl"><meta name="viewport" content="width=device-width,initial-scale=1"><title>A host</title><body><main><h1>Host</h1>
      <afterword-thread site="${site}" page="talk"></afterword-thread>
      <script type="module" src="${service.url}/embed.js"></script></main></body></html>`);
    const page = await browser.context.newPage();
    await page.goto(host.origin);
    const body = page.locator('.aw-body');
    await body.getByText('English.').waitFor();
    const style = (selector: string, property: string) =>
      body
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    // The last styles come with the code that acts on comments.
    await poll(
      () => style('td:last-child', 'text-align'),
      (align) => align === 'right',
    );
    expect(await style('blockquote p', 'direction')).toBe('ltr');
    expect(await style(':scope > p', 'direction')).toBe('rtl');
    expect(await style('li:first-child', 'direction')).toBe('ltr');
    expect(await style('li:last-child', 'direction')).toBe('rtl');
    expect(await style('pre', 'direction')).toBe('ltr');

    const code = body.locator('pre');
    await code.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((element) => (element as HTMLElement).scrollLeft > 0, await code.elementHandle());
    expect(await axeFindings(page)).toEqual([]);

    const field = page.locator('afterword-thread textarea');
    const direction = () => field.evaluate((element) => getComputedStyle(element).direction);
    expect(await direction()).toBe('rtl');
    await field.fill('English');
    expect(await direction()).toBe('ltr');
    await field.fill('');
    expect(await direction()).toBe('rtl');
    await page.close();
  });
});
