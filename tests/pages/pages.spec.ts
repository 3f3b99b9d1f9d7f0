import { HtmlValidate } from 'html-validate';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { testRedisUrl } from '@afterword/testing/database';
import { type Newsroom, NEWSROOM_MS, openNewsroom } from '@afterword/testing/newsroom';
import { type Services, startServices } from '@afterword/testing/services';
import { type PageKind, pageKinds } from './page-kinds';

const NAMES = Object.keys(pageKinds({ deepComment: '' } as Newsroom));

describe('every kind of page', () => {
  let services: Services;
  let kinds: Record<string, PageKind>;

  beforeAll(async () => {
    services = await startServices({ redisUrl: testRedisUrl() });
    kinds = pageKinds(await openNewsroom(services));
  }, NEWSROOM_MS);
  afterAll(() => services.stop());

  const kind = (name: string): PageKind => {
    const found = kinds[name];
    if (!found) throw new Error(`No kind of page is called ${name}`);
    return found;
  };

  async function ask({ path, form }: PageKind): Promise<{ status: number; html: string; headers: Headers }> {
    const body = form && new URLSearchParams(form);
    const response = await fetch(services.url('content') + path, { ...(body && { method: 'POST', body }) });
    return { status: response.status, html: await response.text(), headers: response.headers };
  }

  async function expectValid(html: string): Promise<void> {
    const validator = new HtmlValidate({
      // The widget is deployed apart from the pages, so no page can know its hash.
      rules: { 'require-sri': 'off' },
      extends: ['html-validate:standard', 'html-validate:document', 'html-validate:a11y'],
    });
    const { results } = await validator.validateString(html);
    const found = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line, column }) => {
        const at = html.split('\n')[line - 1]?.slice(Math.max(0, column - 40), column + 80);
        return `${ruleId}: ${message} in ${at}`;
      }),
    );
    expect(found).toEqual([]);
  }

  it.each(NAMES)('%s: is valid HTML', async (name) => {
    const { status, html } = await ask(kind(name));
    expect([name, status]).toEqual([name, kind(name).status]);
    await expectValid(html);
  });

  it.each(NAMES)('%s: says what it is', async (name) => {
    const { html } = await ask(kind(name));
    expect(html).toMatch(/^<!doctype html><html lang="[a-zA-Z-]{2,}" dir="(ltr|rtl)"><head><meta charset="utf-8"\/>/);
    const [, title = ''] = /<title>([^<]+)<\/title>/.exec(html) ?? [];
    expect(title).toMatch(/The Margin$/);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html).toContain('<meta name="viewport" content="width=device-width,initial-scale=1"/>');
    expect(html).toMatch(/<meta name="description" content="[^"]{20,}"/);
    // Text is readable with the first bytes: no stylesheet to wait for, and no script that stops the parser.
    expect(html).not.toMatch(/<link [^>]*rel="stylesheet"|@import/);
    for (const [script] of html.matchAll(/<script[^>]* src="[^>]*>/g)) expect(script).toContain('type="module"');
    expect(html).not.toMatch(/<[^>]+ (?:style|on[a-z]+)=/);
  });

  describeInBrowser('in a browser', () => {
    type Scheme = 'light' | 'dark';
    const browsers: TestBrowser[] = [];
    /** One page of each scheme sees all kinds: a new one would compile everything anew. */
    const pages = new Map<Scheme, Page>();
    const problems: string[] = [];

    beforeAll(async () => {
      await openPage('light', { viewport: { width: 1280, height: 900 } });
      await openPage('dark', { viewport: { width: 320, height: 640 }, hasTouch: true });
    });
    afterAll(() => Promise.all(browsers.map((browser) => browser.close())));

    async function openPage(scheme: Scheme, options: BrowserContextOptions): Promise<void> {
      const browser = await openBrowser({ colorScheme: scheme, ...options });
      browsers.push(browser);
      const page = await browser.context.newPage();
      pages.set(scheme, page);
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        // That a page is not found is no problem of the page.
        const text = message.text();
        if (['error', 'warning'].includes(message.type()) && !/status of (404|422|503)/.test(text)) problems.push(text);
      });
      await page.addInitScript(() => {
        const watch = window as unknown as { violations: string[]; shifted: number };
        watch.violations = [];
        watch.shifted = 0;
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          watch.violations.push(`${violatedDirective} ${blockedURI}`),
        );
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) watch.shifted += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
    }

    /** Opens a kind as a reader does; a form is sent from an article's page. */
    async function open(scheme: Scheme, { path, form, article }: PageKind): Promise<Page> {
      const page = pages.get(scheme)!;
      problems.length = 0;
      const address = services.url('content') + path;
      if (form) {
        await page.goto(address);
        await page.evaluate(
          ([action, fields]) => {
            const made = Object.assign(document.createElement('form'), { method: 'post', action });
            for (const [name, value] of Object.entries(fields))
              made.append(Object.assign(document.createElement('textarea'), { name, value }));
            document.body.append(made);
            made.submit();
          },
          [address, form] as const,
        );
        await page.getByRole('alert').waitFor();
      } else await page.goto(address);
      if (article) {
        // The widget has taken over when the thread lives in its shadow.
        await page.locator('afterword-thread').scrollIntoViewIfNeeded();
        await page.waitForFunction(() => document.querySelector('afterword-thread')?.shadowRoot?.querySelector('h2'));
        await page.evaluate(() => scrollTo(0, 0));
      }
      return page;
    }

    it.each(NAMES.flatMap((name) => [[name, 'light'] as const, [name, 'dark'] as const]))(
      '%s, %s: accessible, nothing shifts, overflows, or is against the policy',
      async (name, scheme) => {
        const page = await open(scheme, kind(name));
        expect(await axeFindings(page)).toEqual([]);
        const state = await page.evaluate(() => {
          const { violations, shifted } = window as unknown as { violations: string[]; shifted: number };
          const { scrollWidth, clientWidth } = document.documentElement;
          return { violations, shifted, overflow: scrollWidth - clientWidth };
        });
        expect(state).toMatchObject({ violations: [], overflow: 0 });
        expect(state.shifted).toBeLessThan(0.02);
        expect(problems).toEqual([]);
        expect(await smallTargets(page)).toEqual([]);
      },
    );
  });

  it('is valid HTML, and leads on, while comments are away', async () => {
    await services.end('engagement', 'SIGTERM');
    for (const [name, status] of [
      ['newest comments', 503],
      ['one comment', 503],
      ['article', 200],
    ] as const) {
      const answer = await ask(kind(name));
      expect([name, answer.status]).toEqual([name, status]);
      await expectValid(answer.html);
    }
    const answer = await ask({ ...kind('newest comments'), form: { body: 'Kept' } });
    expect(answer.status).toBe(503);
    expect(answer.html).toContain('>Kept</textarea>');
    await expectValid(answer.html);
  });
});

/** What is meant to be pressed and is smaller than WCAG 2.2 (2.5.8) asks; a link within a sentence may be as it is. */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const SMALLEST = 24;
    const roots = [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    return roots
      .flatMap((root) => [...root.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), textarea')])
      .filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        if (width === 0 || target.closest('.skip, p, li > a, .prose, h1, h2, .aw-body, .aw-who')) return false;
        return width < SMALLEST || height < SMALLEST;
      })
      .map((target) => target.outerHTML.slice(0, 120));
  });
