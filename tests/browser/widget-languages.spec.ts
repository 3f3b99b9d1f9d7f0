import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { type HostSite, startHostSite } from '@afterword/testing/host-page';

const folder = join(__dirname, '../../libs/ui/src/languages');
const languages = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>,
);
const of = (tag: string) => languages.find(({ language }) => language === tag)!;

describeInBrowser('the languages of the widget', () => {
  let service: RunningEngagement;
  let host: HostSite;
  let browser: TestBrowser;
  let site: string;
  let key: string;

  beforeAll(async () => {
    [service, host, browser] = await Promise.all([startEngagement(), startHostSite(), openBrowser()]);
    site = (await service.api.site(ADMIN_TOKEN, { origins: [host.origin] })).id;
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([service.stop(), host.close()]);
  });
  beforeEach(() => {
    key = `page-${randomUUID().slice(0, 8)}`;
  });

  /** @param broken languages whose files do not come */
  async function visit(lang: string, broken: string[] = []): Promise<Page> {
    host.serve(`<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width,initial-scale=1"><title>A host page</title><body><main><h1>Host</h1>
      <afterword-bar site="${site}" page="${key}"></afterword-bar><afterword-thread site="${site}" page="${key}"></afterword-thread>
      <script type="module" src="${service.url}/embed.js"></script></main></body></html>`);
    const page = await browser.context.newPage();
    for (const tag of broken) await page.route(`**/lang-${tag}-*`, (route) => route.abort());
    await page.goto(host.origin);
    return page;
  }
  const speaks = async (page: Page, { like = '', comments = '', empty = '' }: Record<string, string>) => {
    await page.getByRole('button', { name: like }).first().waitFor();
    await page.getByRole('heading', { name: comments }).waitFor();
    await page.getByText(empty, { exact: true }).waitFor();
  };

  it('are spoken one after the other, each in its direction, and fit a phone', async () => {
    const page = await visit('en');
    await page.setViewportSize({ width: 360, height: 800 });
    for (const language of languages) {
      await page.evaluate((tag) => (document.documentElement.lang = tag), language.language!);
      for (const element of ['bar', 'thread']) {
        // The page that the element stands on has changed, which it cannot see.
        await page
          .locator(`afterword-${element}`)
          .evaluate((one, tag) => one.setAttribute('lang', tag), language.language);
      }
      await speaks(page, language);
      const seen = await page.locator('afterword-thread h2').evaluate((heading) => ({
        direction: getComputedStyle(heading).direction,
        isWide: document.documentElement.scrollWidth > innerWidth,
      }));
      expect([language.language, seen]).toEqual([language.language, { direction: language.direction, isWide: false }]);
    }
    await page.close();
  });

  it.each([
    ['pt-BR', 'pt'],
    ['zh-TW', 'zh-Hant'],
    ['zh-CN', 'zh-Hans'],
    ['uk-UA', 'uk'],
  ])('serve who asks for %s', async (asked, given) => {
    const page = await visit(asked);
    await speaks(page, of(given));
    await page.close();
  });

  it('are English where there is none', async () => {
    const page = await visit('tlh');
    await speaks(page, { like: 'Like 0', comments: 'Comments', empty: 'No comments yet' });
    await page.close();
  });

  it('are English where a language does not come, and a thread that has no words waits for them', async () => {
    const english = await visit('de', ['de']);
    await speaks(english, { like: 'Like 0', comments: 'Comments', empty: 'No comments yet' });
    await english.getByRole('textbox', { name: 'Comment' }).waitFor();
    await english.close();

    const page = await visit('en', ['en']);
    await page.getByText('Something went wrong. Try again.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.unroute('**/lang-en-*');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    expect(await page.getByText('Something went wrong. Try again.').count()).toBe(0);
    await page.close();
  });

  it.each([
    ['ru', [1, 3, 7], ['1 новый комментарий', '3 новых комментария', '7 новых комментариев']],
    ['pl', [1, 3, 7], ['1 nowy komentarz', '3 nowe komentarze', '7 nowych komentarzy']],
    ['ar', [1, 2, 7], ['تعليق جديد واحد', 'تعليقان جديدان', /^[7٧] تعليقات جديدة$/]],
  ])('have the forms of numbers: %s', async (tag, numbers, expected) => {
    const page = await visit(tag);
    await speaks(page, of(tag));
    let posted = 0;
    for (const [index, number] of numbers.entries()) {
      for (; posted < number; posted += 1) {
        const options = { token: await service.api.guest(site, 'Ada'), body: { body: `Comment ${posted}` } };
        expectStatus(201, await service.api.call('POST', `${pagePath(site, key)}/comments`, options));
      }
      await page.getByRole('button', { name: expected[index] }).waitFor();
    }
    await page.close();
  });

  it.each(['ar', 'he', 'fa'])('read from right to left, with nothing for axe to find: %s', async (tag) => {
    const options = { token: await service.api.guest(site, 'Ada'), body: { body: 'Left to right, *in English*' } };
    expectStatus(201, await service.api.call('POST', `${pagePath(site, key)}/comments`, options));
    const page = await visit(tag);
    const article = page.getByRole('article');
    await article.waitFor();
    const sides = await article.evaluate((one) => {
      const [avatar, body] = [one.querySelector('.aw-avatar')!, one.querySelector('.aw-body')!];
      const left = (element: Element) => element.getBoundingClientRect().left;
      return { avatarIsRight: left(avatar) > left(body), said: getComputedStyle(body).direction };
    });
    // What somebody wrote keeps its own direction.
    expect(sides).toEqual({ avatarIsRight: true, said: 'ltr' });
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });
});
