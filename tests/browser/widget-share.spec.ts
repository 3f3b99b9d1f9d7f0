import type { Page } from 'playwright-core';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

const OTHER_ORIGIN = '<link rel="canonical" href="https://original.example/story">';

declare global {
  interface Window {
    copied: string | null;
    shared: ShareData[];
  }
}

/** Stands in for the device's clipboard and its share dialog, which a browser without a screen does not have. */
function standIn(refuse: { clipboard?: boolean; dialog?: boolean }): void {
  window.copied = null;
  window.shared = [];
  const write = async (items: ClipboardItem[]) => {
    if (refuse.clipboard) throw new DOMException('denied', 'NotAllowedError');
    window.copied = await (await items[0]!.getType('text/plain')).text();
  };
  const writeText = (text: string) => {
    if (refuse.clipboard) return Promise.reject(new DOMException('denied', 'NotAllowedError'));
    window.copied = text;
    return Promise.resolve();
  };
  Object.defineProperty(navigator, 'clipboard', { value: { write, writeText } });
  Object.defineProperty(navigator, 'share', {
    value: (data: ShareData) => {
      if (refuse.dialog) return Promise.reject(new DOMException('cancelled', 'AbortError'));
      window.shared.push(data);
      return Promise.resolve();
    },
  });
}

describeInBrowser('sharing', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());
  afterEach(() => w.closePages());

  const field = (page: Page) => page.getByRole('textbox', { name: 'Link to this page' });

  async function openShare(refuse: Parameters<typeof standIn>[0] = {}, head = ''): Promise<Page> {
    const page = await w.visit(w.element('bar'), { head, path: '/story?id=5#part' });
    await page.evaluate(standIn, refuse);
    await page.getByRole('button', { name: /^Share/ }).click();
    await field(page).waitFor();
    return page;
  }
  const shares = async () => (await w.counters()).shares;
  const copy = (page: Page) => page.getByRole('button', { name: 'Copy link' }).click();
  const visit = async (link: string) => {
    const answer = await fetch(`${w.service.url}${new URL(link).pathname}`, { redirect: 'manual' });
    return [answer.status, answer.headers.get('location')];
  };

  it('counts when a link is copied, and not when Share is opened and closed', async () => {
    const asked: string[] = [];
    const page = await openShare();
    page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
    expect(await field(page).inputValue()).toBe(`${w.host.origin}/story?id=5`);
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Share 0' }).click();
    expect([asked, await shares()]).toEqual([[], 0]);

    await copy(page);
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    const link = await page.evaluate(() => window.copied ?? '');
    expect([new URL(link).pathname.slice(0, 3), await field(page).inputValue()]).toEqual(['/s/', link]);
    expect(await visit(link)).toEqual([302, `${w.host.origin}/story?id=5`]);
    // Screen readers hear it, too.
    expect(await page.getByRole('status').filter({ hasText: 'Copied' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Copied', exact: true }).click();
    await page.getByRole('button', { name: 'Share 1' }).waitFor();
    expect(await shares()).toBe(1);
  });

  it('shows what is shared, with the picture that the page has for previews, and an icon for each place', async () => {
    const head = '<meta property="og:image" content="/picture.png">';
    const page = await openShare({}, head);
    const card = page.locator('.aw-card');
    expect(await card.innerText()).toBe(`A host page\n${new URL(w.host.origin).host}`);
    expect(await card.locator('img').evaluate((image: HTMLImageElement) => image.src)).toBe(
      `${w.host.origin}/picture.png`,
    );
    // Of each place that links can be passed on to, of the device's dialog, and of the QR code.
    const acts = page.locator('.aw-panel .aw-acts > *');
    await acts.locator('svg').nth(9).waitFor();
    expect(await acts.count()).toBe(await acts.locator('svg').count());
  });

  it('does not show the picture of the page around it for another page', async () => {
    const head = '<meta property="og:image" content="/picture.png"><link rel="canonical" href="/other">';
    const page = await openShare({}, head);
    expect(await page.locator('.aw-card').count()).toBe(1);
    expect(await page.locator('.aw-card img').count()).toBe(0);
  });

  it('counts what is copied by keyboard from the field', async () => {
    const page = await openShare();
    await field(page).focus();
    await page.keyboard.press('Control+c');
    await page.getByRole('button', { name: 'Share 1' }).waitFor();
    expect(await shares()).toBe(1);
  });

  it('selects the link where the clipboard is denied', async () => {
    const page = await openShare({ clipboard: true });
    await copy(page);
    await page.getByText(/The link is selected|Press .*C to copy/).waitFor();
    const selected = await field(page).evaluate((input: HTMLInputElement) =>
      input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
    );
    expect([selected, selected.includes('/s/')]).toEqual([await field(page).inputValue(), true]);
  });

  it('counts what the device’s dialog has sent, and not what was cancelled there', async () => {
    const cancelled = await openShare({ dialog: true });
    await cancelled.getByRole('button', { name: 'Share with …' }).click();
    const page = await openShare();
    await page.getByRole('button', { name: 'Share with …' }).click();
    await page.getByRole('button', { name: 'Share 1' }).waitFor();
    expect(await page.evaluate(() => window.shared)).toEqual([
      { url: `${w.host.origin}/story?id=5`, title: 'A host page' },
    ]);
    expect(await shares()).toBe(1);
  });

  it('counts a channel when it is opened', async () => {
    const page = await openShare();
    await page.context().route('https://bsky.app/**', (route) => route.fulfill({ body: 'Bluesky' }));
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Bluesky' }).click(),
    ]);
    await tab.waitForURL(/^https:\/\/bsky\.app/);
    expect(decodeURIComponent(tab.url())).toContain('/s/');
    expect(await shares()).toBe(1);
    await page.context().unroute('https://bsky.app/**');
  });

  it('draws a QR code of a link of its own, and says so', async () => {
    const page = await openShare();
    const button = page.getByRole('button', { name: 'QR code' });
    await button.focus();
    await page.keyboard.press('Enter');
    const code = page.getByRole('status').getByRole('img', { name: 'QR code' });
    await code.waitFor();
    expect(await poll(() => code.evaluate((image: HTMLImageElement) => image.naturalWidth), Boolean)).toBeGreaterThan(
      20,
    );
    const address = await code.evaluate((image: HTMLImageElement) => image.src);
    expect(await visit(address.replace('/qr.svg', ''))).toEqual([302, `${w.host.origin}/story?id=5`]);
    expect(await shares()).toBe(1);
    await button.click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Share/ }).click();
    await field(page).waitFor();
    expect([await code.count(), await shares()]).toEqual([0, 1]);
  });

  it('offers the copy of the link where the site’s settings cannot be read', async () => {
    const page = await w.browser.context.newPage();
    await page.route(`**/v1/sites/${w.site.id}`, (route) => route.abort());
    w.host.serve(w.html(w.element('bar') + w.script));
    await page.goto(w.host.origin);
    await page.getByRole('button', { name: /^Share/ }).click();
    await field(page).waitFor();
    expect(await page.getByRole('link', { name: 'Bluesky' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
  });

  it('gives a link that works where the canonical address is on an origin that is not listed', async () => {
    const page = await openShare({}, OTHER_ORIGIN);
    await copy(page);
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    expect(await visit(await page.evaluate(() => window.copied ?? ''))).toEqual([302, `${w.host.origin}/story?id=5`]);
  });

  it('gives the page’s own address where the service takes none of the page', async () => {
    const page = await openShare({}, OTHER_ORIGIN);
    await page.route(`**/pages/${w.key}`, (route) =>
      route.request().method() === 'PUT'
        ? route.fulfill({
            status: 422,
            headers: { 'access-control-allow-origin': w.host.origin },
            json: { type: 'urn:afterword:problem:url-not-allowed', title: 'No', status: 422 },
          })
        : route.continue(),
    );
    await copy(page);
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    expect(await page.evaluate(() => window.copied)).toBe('https://original.example/story');
  });

  it('describes a page as it is when the reader acts, not as it was before', async () => {
    const first = w.key;
    const page = await w.visit(w.element('bar'), { head: '<link rel="canonical" href="/first">' });
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    w.next();
    // As routers do it: the attribute at once, the head a frame later.
    await page.evaluate(async (key) => {
      history.pushState(null, '', '/second?x=1');
      document.querySelector('afterword-bar')!.setAttribute('page', key);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      document.title = 'The second';
      document.querySelector<HTMLLinkElement>('link[rel=canonical]')!.href = '/second';
    }, w.key);
    await page.evaluate(standIn, {});
    await page.getByRole('button', { name: /^Share/ }).click();
    await copy(page);
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    const described = async (key: string) => {
      const path = `/v1/sites/${w.site.id}/pages/${key}`;
      const { url, title } = (await w.service.api.call<{ url: string | null; title: string | null }>('GET', path)).body;
      return [url, title];
    };
    expect(await described(w.key)).toEqual([`${w.host.origin}/second`, 'The second']);
    expect(await described(first)).toEqual([null, null]);
  });

  it.each([
    ['longer than is stored', '🦊'.repeat(501), '🦊'.repeat(500)],
    ['that the service does not take', `A title${'\u0301'.repeat(9)}`, null],
  ])('describes a page with a title %s', async (_what, written, stored) => {
    const page = await w.visit(w.element('bar'));
    await page.evaluate((title) => (document.title = title), written);
    await page.getByRole('button', { name: 'Like 0' }).click();
    const path = `/v1/sites/${w.site.id}/pages/${w.key}`;
    const described = async () =>
      (await w.service.api.call<{ url: string | null; title: string | null }>('GET', path)).body;
    await poll(described, ({ url }) => typeof url === 'string');
    expect((await described()).title).toBe(stored);
    await page.close();
  });

  it('does not give a page the description of the next one, which came before the answer', async () => {
    const page = await w.visit(w.element('bar'), { head: '<link rel="canonical" href="/first">' });
    let letGo: () => void = () => undefined;
    await page.route('**/reactions/like', async (route) => {
      await new Promise<void>((resolve) => (letGo = resolve));
      await route.continue();
    });
    const asked = page.waitForRequest('**/reactions/like');
    await page.getByRole('button', { name: 'Like 0' }).click();
    await asked;
    await page.evaluate(() => {
      history.pushState(null, '', '/second');
      document.title = 'The second';
      document.querySelector<HTMLLinkElement>('link[rel=canonical]')!.href = '/second';
    });
    letGo();
    const stored = await poll(
      async () => (await w.service.api.call<{ url: string | null; title: string | null }>('GET', w.path)).body,
      ({ url }) => url !== null,
    );
    expect([stored.url, stored.title]).toEqual([`${w.host.origin}/first`, 'A host page']);
  });
});
