import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';

const ORIGIN = 'https://paper.example';
const SERVICE = 'https://talk.example';
const SECRET = 'a-secret-of-the-site-that-is-long-enough';

const DOCS = readFileSync(join(__dirname, '../../docs/embed.md'), 'utf8');
const section = (heading: string) => DOCS.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
/** Names in the first column of the tables of a section. */
const namesIn = (heading: string, name: RegExp) =>
  [...section(heading).matchAll(/^\| (`[^|]+) +\| /gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(name)].map(([, found = '']) => found),
  );
const ATTRIBUTES = namesIn('Elements', /`([a-z]+)`/g);
const PROPERTIES = namesIn('Styling', /`(--afterword-[\w-]+)`/g);

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
      await page.getByLabel('Likes, light', { exact: true }).fill('#0a58ca');
      await page.getByLabel('Corners, in pixels').fill('4');
      await page.getByLabel('Colour scheme').selectOption('dark');
      await page.getByLabel('Direction of the page').selectOption('rtl');
      await page.getByLabel('Width').selectOption('phone');
      expect(await snippet(page)).toContain(
        '  afterword-bar, afterword-thread {\n    color-scheme: dark;\n    --afterword-accent: light-dark(#0a58ca, #ff8a7a);\n    --afterword-radius: 4px;\n  }',
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
      expect(await seen()).toEqual({
        accent: 'light-dark(#0a58ca, #ff8a7a)',
        scheme: 'dark',
        direction: 'rtl',
        isNarrow: true,
      });
      await expectAccessible(page);
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('has a field for every attribute and every property that is documented, and its value in the snippet', async () => {
      const page = await open(`/embed/playground?site=${site}`);
      expect(ATTRIBUTES).toEqual(expect.arrayContaining(['site', 'question', 'article', 'permalinks']));
      expect(PROPERTIES.length).toBeGreaterThan(12);
      await page.getByLabel('count', { exact: true }).check();
      const values = await page.locator('form').evaluate(
        (form: HTMLFormElement, names) =>
          names.map((name) => {
            const field = form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
            if (!field) return [name, 'no field'];
            if ('options' in field) field.selectedIndex = 1;
            else field.value = field.type === 'color' ? '#123456' : field.type === 'number' ? '17' : `my ${name}`;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            return [name, field.value];
          }),
        [...ATTRIBUTES, ...PROPERTIES.map((name) => (/serif|sans|radius|rem/.test(name) ? name : `${name} light`))],
      );
      const text = (await snippet(page)) ?? '';
      for (const [name = '', value = ''] of values) {
        const property = name.replace(/ light$/, '');
        const written = {
          [`${name} light`]: `    ${property}: light-dark(${value}, `,
          [name]: name.startsWith('--') ? `    ${name}: ${value}` : ` ${name}="${value}"`,
          sso: ' sso="THE READER’S TOKEN"',
        }[name === 'sso' ? name : property === name ? name : `${name} light`];
        expect(text).toContain(written);
      }
      await page.close();
    });

    it('tries themes, and goes back to the widget’s own', async () => {
      const page = await open(`/embed/playground?site=${site}&page=themed`);
      await elements(page).getByRole('button', { name: /^Like/ }).click();
      const themes = page.getByLabel('Theme', { exact: true });
      const names = await themes.locator('option').evaluateAll((all) => all.map((one) => one.textContent));
      expect(names.length).toBeGreaterThan(4);
      await page.getByLabel('Colour scheme').selectOption('light dark');
      for (const name of names.slice(1)) {
        await themes.selectOption(name);
        expect(await snippet(page)).toContain('--afterword-serif: ');
      }
      expect(await snippet(page)).toContain('--afterword-ink: light-dark(#000000, #ffffff);');
      await page.emulateMedia({ colorScheme: 'light' });
      await themes.selectOption('Field notes');
      await page.setViewportSize({ width: 1280, height: 1000 });
      await takePicture(page, 'playground-light-1280', true, { fullPage: false });
      await themes.selectOption('High contrast');
      await page.getByLabel('Rewards, dark', { exact: true }).fill('#ffeebb');
      expect(await snippet(page)).toContain('--afterword-gold: light-dark(#4a3200, #ffeebb);');
      await themes.selectOption(names[0] ?? '');
      expect(await snippet(page)).not.toContain('--afterword');
      await page.close();
    });

    it('sees the words of a site, and the passages that can be commented on', async () => {
      const page = await open(`/embed/playground?site=${site}&page=worded&invitation=Say+hello.`);
      const words = elements(page);
      await words.getByText('Say hello.').waitFor();
      await page.getByLabel('Question', { exact: false }).fill('Have you been there?');
      await poll(
        () => words.getByRole('textbox', { name: 'Comment' }).getAttribute('placeholder'),
        (text) => text === 'Have you been there?',
      );
      const select = () =>
        words.locator('article > p').evaluate((passage) => getSelection()?.selectAllChildren(passage));
      await select();
      await words.getByRole('button', { name: 'Comment on this' }).waitFor();
      await page.getByLabel('Where passages can be commented on').fill('none');
      await words.locator('body').evaluate(() => getSelection()?.removeAllRanges());
      await select();
      await words.getByRole('button', { name: 'Comment on this' }).waitFor({ state: 'detached' });
      expect(await attributeOf(page, 'afterword-thread', 'article')).toBe('none');
      expect(await attributeOf(page, 'afterword-bar', 'article')).toBe(null);
      await page.close();
    });

    it('starts without a warning, and is told what the site has to do with it when that matters', async () => {
      const page = await open(`/embed/playground?site=${site}`);
      const standing = page.locator('#standing');
      const asked = page.waitForResponse((response) => response.url().includes('/embed/check?'));
      await page.reload();
      await asked;
      await elements(page)
        .getByRole('button', { name: /^Share/ })
        .click();
      expect(await standing.isHidden()).toBe(true);
      await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: service.url });
      await elements(page).getByRole('button', { name: /^Copy/ }).click();
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
