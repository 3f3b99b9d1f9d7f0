import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

const ORIGIN = 'https://paper.example';
const SERVICE = 'https://talk.example';
const SECRET = 'a-secret-of-the-site-that-is-long-enough';

/** The pages that help publishers: the check, and the playground. */
describeInBrowser('a publisher', () => {
  let service: RunningEngagement;
  let browser: TestBrowser;
  let site: string;
  let complaints: string[];

  beforeAll(async () => {
    [service, browser] = await Promise.all([startEngagement({ engagementUrl: SERVICE }), openBrowser()]);
    // What the playground begins with is the sample site.
    site = (await service.api.site(ADMIN_TOKEN, { id: 'demo', origins: [ORIGIN, service.url], ssoSecret: SECRET })).id;
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  async function open(path: string): Promise<Page> {
    const page = await browser.context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(service.url + path);
    return page;
  }

  async function expectAccessible(page: Page): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
    }
  }

  it('says at the root what it is, and leads to each page', async () => {
    const page = await open('/');
    await page.getByRole('heading', { level: 1, name: 'Afterword' }).waitFor();
    expect(await page.locator('pre').textContent()).toContain(`src="${SERVICE}/embed.js"`);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    for (const path of ['/docs/guide', '/embed/playground', '/embed/check', '/docs', '/console', '/health/ready']) {
      expect(await page.locator(`a[href="${path}"]`).count()).toBe(1);
      const answer = await page.request.get(service.url + path, { headers: { accept: 'text/html' } });
      expect([path, answer.status()]).toEqual([path, 200]);
    }
    await page.close();
  });

  it('checks an embed by a form, without scripts', async () => {
    const page = await open('/embed/check');
    expect(await page.locator('script').count()).toBe(0);
    await page.getByLabel('Origin of your pages').fill('https://www.paper.example/blog');
    await page.getByLabel('Site', { exact: true }).fill(site);
    await page.getByLabel('Content security policy').fill("default-src 'self'");
    await page.getByRole('textbox', { name: 'Single sign-on token' }).fill('a.b.c');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('heading', { name: / problems? found$/ }).waitFor();
    const codes = await page
      .locator('[data-code]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-code')));
    expect(codes).toEqual([
      'origin-corrected',
      'origin-near-miss',
      'service-reachable',
      'service-other-address',
      'policy-lacks-script',
      'policy-lacks-connect',
      'token-unreadable',
    ]);
    expect(await page.getByLabel('Site', { exact: true }).inputValue()).toBe(site);
    expect(await page.getByRole('textbox', { name: 'Single sign-on token' }).inputValue()).toBe('');
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  describe('on the playground', () => {
    const elements = (page: Page) => page.frameLocator('iframe');
    const snippet = (page: Page) => page.locator('#snippet').textContent();
    const attributeOf = (page: Page, selector: string, name: string) =>
      elements(page).locator(selector).getAttribute(name);

    it('sees the widget with the options, and gets the snippet', async () => {
      const page = await open(`/embed/playground?site=${site}`);
      await elements(page).getByRole('button', { name: 'Like 0' }).click();
      await elements(page).getByRole('button', { name: 'Like 1' }).waitFor();
      expect(await snippet(page)).toBe(
        `<script type="module" src="${SERVICE}/embed.js"></script>\n` +
          `<afterword-bar site="${site}" page="playground"></afterword-bar>\n` +
          `<afterword-thread site="${site}" page="playground"></afterword-thread>`,
      );
      await expectAccessible(page);

      await page.getByLabel('Page', { exact: true }).fill('another');
      await elements(page).getByRole('button', { name: 'Like 0' }).waitFor();
      await page.getByLabel('Language', { exact: true }).selectOption({ label: 'Deutsch' });
      await elements(page).getByRole('button', { name: 'Gefällt mir 0' }).waitFor();
      await page.getByLabel('Language', { exact: true }).selectOption('ar');
      await elements(page)
        .getByRole('button', { name: /^إعجاب/ })
        .waitFor();
      await elements(page).getByRole('heading', { name: 'التعليقات' }).waitFor();
      expect(await snippet(page)).toContain(`<afterword-bar site="${site}" page="another" lang="ar">`);
      await page.getByLabel('thread').uncheck();
      await page.getByLabel('count', { exact: true }).check();
      await page.getByLabel('What is counted').fill('like');
      await poll(
        () =>
          elements(page)
            .locator('afterword-count')
            .evaluate((count) => count.shadowRoot?.textContent),
        (text) => text === '0' || text === '٠',
      );
      expect(await elements(page).locator('afterword-thread').count()).toBe(0);
      expect(await attributeOf(page, 'afterword-count', 'metric')).toBe('like');
      await page.getByRole('button', { name: 'Start over' }).click();
      await poll(
        () => snippet(page),
        (text) => text?.includes('page="playground"') === true && !text.includes('lang='),
      );
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('tries colours, dark, a page from right to left and a phone', async () => {
      const page = await open(`/embed/playground?site=${site}`);
      await elements(page).getByRole('button', { name: /^Like/ }).waitFor();
      await page.getByLabel('Likes').fill('#0a58ca');
      await page.getByLabel('Corners, in pixels').fill('4');
      await page.getByLabel('Colour scheme').selectOption('dark');
      await page.getByLabel('Direction of the page').selectOption('rtl');
      await page.getByLabel('Width').selectOption('phone');
      expect(await snippet(page)).toContain(
        '  afterword-bar, afterword-thread {\n    color-scheme: dark;\n    --afterword-accent: #0a58ca;\n    --afterword-radius: 4px;\n  }',
      );
      const seen = () =>
        elements(page)
          .locator('afterword-bar')
          .evaluate((bar) => {
            const style = getComputedStyle(bar);
            return {
              accent: style.getPropertyValue('--afterword-accent'),
              scheme: style.colorScheme,
              direction: style.direction,
              isNarrow: innerWidth <= 390,
            };
          });
      await poll(seen, ({ isNarrow }) => isNarrow);
      expect(await seen()).toEqual({ accent: '#0a58ca', scheme: 'dark', direction: 'rtl', isNarrow: true });
      await expectAccessible(page);
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('is told what the site has to do with it', async () => {
      const page = await open(`/embed/playground?site=${site}`);
      const standing = page.locator('#standing');
      await standing.getByText(`sites ensure ${site} --origin ${SERVICE}`).waitFor();
      await page.getByLabel('Site', { exact: true }).fill('nowhere');
      await page.getByLabel('Site', { exact: true }).blur();
      await standing.getByText('The site “nowhere” doesn’t exist.').waitFor();
      const listed = await service.api.site(ADMIN_TOKEN, { origins: [SERVICE] });
      await page.getByLabel('Site', { exact: true }).fill(listed.id);
      await page.getByLabel('Site', { exact: true }).blur();
      await standing.waitFor({ state: 'hidden' });
      await page.close();
    });

    it('is the reader whom a token names', async () => {
      const token = await new SignJWT({ name: 'Zoë' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('zoe')
        .setAudience(site)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(SECRET));
      const page = await open(`/embed/playground?site=${site}&page=signed-in`);
      await page.getByRole('textbox', { name: 'Single sign-on token' }).fill(token);
      await elements(page).getByRole('textbox', { name: 'Comment' }).fill('Signed in');
      await elements(page).getByRole('button', { name: 'Post' }).click();
      await elements(page).getByRole('article', { name: 'Comment by Zoë' }).waitFor();
      // It is for this page alone: the snippet only says where one belongs.
      expect(await snippet(page)).toContain('sso="THE READER’S TOKEN"');
      expect(await snippet(page)).not.toContain(token);
      await page.close();
    });

    it('copies the snippet', async () => {
      const page = await open(`/embed/playground?site=${site}`);
      await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: service.url });
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByText('Copied.').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await snippet(page));
      await page.close();
    });
  });
});
