import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { takePicture } from '@afterword/testing/pictures';
import { contentsOf } from '../../apps/guide/src/contents';

const docs = join(__dirname, '../../docs');
const pages = contentsOf(readFileSync(join(docs, 'README.md'), 'utf8')).flatMap((section) => section.pages);
const isIn = (folder: string) => (file: string) => file.startsWith(folder);

it('the contents of the guide name every page of docs once', () => {
  const files = readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    // The records are listed by a page of their own; examples of themes and pictures are parts of pages.
    .filter(
      (file) => !/^decisions\/\d/.test(file) && !['themes/', 'screenshots/'].some((folder) => isIn(folder)(file)),
    );
  expect(pages.map(({ file }) => file).sort()).toEqual(files.sort());
});

describeInBrowser('the guide', () => {
  let service: RunningEngagement;
  let browser: TestBrowser;
  let complaints: string[];

  beforeAll(async () => {
    [service, browser] = await Promise.all([startEngagement(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  async function open(path: string, { width = 1280, dark = false } = {}): Promise<Page> {
    const page = await browser.context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    await page.goto(service.url + path);
    return page;
  }

  it('has each page, with links and pictures that lead somewhere', async () => {
    const found = new Map<string, Set<string>>();
    const get = async (path: string) => {
      const answer = await fetch(service.url + path);
      expect([path, answer.status]).toEqual([path, 200]);
      return answer.text();
    };
    const targets = new Set<string>();
    for (const path of ['/docs/guide', ...pages.map((page) => `/docs/guide/${page.path}`)]) {
      const html = await get(path);
      found.set(path, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)));
      for (const [, target = ''] of html.matchAll(/ (?:href|src|data-index)="(\/[^"]*|#[^"]*)"/g))
        targets.add(target.startsWith('#') ? path + target : target);
    }
    expect(targets.size).toBeGreaterThan(100);
    for (const target of targets) {
      const [path = '', id] = target.split('#');
      if (path.startsWith('/docs/guide/files/')) await get(path);
      // The others are of the service, such as its reference.
      else if (found.has(path) && id !== undefined) expect([target, found.get(path)?.has(id)]).toEqual([target, true]);
      else if (path.startsWith('/docs/guide')) expect([path, found.has(path)]).toEqual([path, true]);
    }
    expect((await fetch(`${service.url}/docs/guide/no-such-page`)).status).toBe(404);
    expect((await fetch(`${service.url}/docs/guide/recipes/..%2findex`)).status).toBe(404);
  });

  it('names the installation in code that is copied, and in no sentence', async () => {
    const html = await (await fetch(`${service.url}/docs/guide/start-publishers`)).text();
    expect(html).toContain(
      `&lt;script type=&quot;module&quot; src=&quot;${service.config.engagementUrl}/embed.js&quot;`,
    );
    expect(html).toContain('<code>ENGAGEMENT_URL</code>');
  });

  it.each([
    ['/docs/guide', 1280, false],
    ['/docs/guide/start-publishers', 1280, true],
    ['/docs/guide/embed', 390, false],
    ['/docs/guide/comparison', 390, true],
  ])('is accessible: %s, %i wide, dark: %s', async (path, width, dark) => {
    const page = await open(path, { width, dark });
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    // Wide tables scroll by themselves.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await takePicture(page, `guide${path.replaceAll('/', '-')}-${dark ? 'dark' : 'light'}-${width}`, false, {
      fullPage: false,
    });
    await page.close();
  });

  it.each([320, 390])('shows what its field is for, whole, on a screen %i wide', async (width) => {
    const page = await open('/docs/guide', { width });
    const { room, needed } = await page.getByRole('searchbox').evaluate((field: HTMLInputElement) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(field);
      const canvas = document.createElement('canvas').getContext('2d')!;
      canvas.font = font;
      return {
        room: field.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight),
        needed: canvas.measureText(field.placeholder).width,
      };
    });
    expect(needed).toBeGreaterThan(20);
    expect(room).toBeGreaterThanOrEqual(needed);
    await page.close();
  });

  it('and the reference lead to each other', async () => {
    const page = await open('/docs/guide');
    await page.getByRole('link', { name: 'API reference' }).click();
    await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'The guide' }).click();
    await page.waitForURL(`${service.url}/docs/guide`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('finds what is written anywhere in it, by keyboard', async () => {
    const page = await open('/docs/guide');
    await page.getByRole('searchbox', { name: 'Search the guide' }).fill('avatarurl picture');
    const first = page.locator('#found a').first();
    await first.waitFor();
    await takePicture(page, 'guide-search-light-1280', false, { fullPage: false });
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await first.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#found').textContent()).toBe('');
    const field = page.getByRole('searchbox');
    expect(await field.inputValue()).toBe('');
    await field.fill('qwertzuiop');
    await page.getByText('Nothing found.').waitFor();
    await field.fill('prometheus');
    await first.waitFor();
    await first.press('Enter');
    await page.waitForURL(/\/docs\/guide\/[\w-]+#/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is whole without scripts', async () => {
    const context = await browser.context.browser()?.newContext({ javaScriptEnabled: false });
    if (!context) throw new Error('no browser');
    const page = await context.newPage();
    await page.goto(`${service.url}/docs/guide/concepts`);
    await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Moderation' }).click();
    await page.getByRole('heading', { level: 1, name: 'Moderation' }).waitFor();
    await page.getByRole('link', { name: 'Next Notifications' }).click();
    await page.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor();
    await context.close();
  });
});
