import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser } from '@afterword/testing/browser';
import { startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the widget and any host page', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('works under a strict policy and without storage', async () => {
    await w.post('A comment with an avatar');
    const policy = `default-src 'none'; script-src ${w.service.url}; connect-src ${w.service.url}`;
    w.host.serve(w.html(w.element('bar') + w.element('thread') + w.script), { 'content-security-policy': policy });
    const page = await w.browser.context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.text().includes('Content Security Policy') && refused.push(message.text()));
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    await page.goto(w.host.origin);
    await page.getByRole('button', { name: /^Like/ }).first().click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    const avatar = page.locator('.aw-avatar');
    expect(await avatar.evaluate((one) => getComputedStyle(one).backgroundColor)).not.toBe('rgba(0, 0, 0, 0)');
    // The host's icon is the host's affair.
    expect(refused.filter((text) => !text.includes('favicon'))).toEqual([]);
    await page.close();
  });

  it('keeps its looks beside hostile styles', async () => {
    const styles = '<style>* { color: red !important } button { display: none !important; font-size: 40px }</style>';
    const page = await w.visit(styles + w.element('bar') + w.element('thread'));
    const like = page.getByRole('button', { name: /^Like/ }).first();
    await like.waitFor();
    const style = await like.evaluate((button) => {
      const { display, fontSize, color } = getComputedStyle(button);
      return { display, fontSize, color };
    });
    expect(style).toMatchObject({ display: 'flex', fontSize: '14px' });
    const heading = page.getByRole('heading', { name: /^Comments/ });
    const red = 'rgb(255, 0, 0)';
    expect([style.color, await heading.evaluate((text) => getComputedStyle(text).color)]).not.toContain(red);
    await page.close();
  });

  it('says in a sentence that an origin is not allowed, and offers no Post', async () => {
    const stranger = await startHostSite();
    try {
      stranger.serve(w.html(w.element('bar') + w.element('thread') + w.script));
      const page = await w.browser.context.newPage();
      await page.goto(stranger.origin);
      await page.getByText('Comments aren’t enabled on this site yet.').waitFor();
      expect(await page.getByRole('button', { name: 'Post' }).count()).toBe(0);
      await page.close();
    } finally {
      await stranger.close();
    }
  });

  it('does not make a session before a reader acts, and forgets one that has ended', async () => {
    const page = await w.visit(w.element('bar') + w.element('thread'));
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByText('No comments yet').waitFor();
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes(':session:')));
    expect(await kept()).toEqual([]);
    await page.evaluate(
      ([base, id]) => {
        const ended = { token: 'no-such-token', id: 'x', name: 'Guest', role: 'guest', subject: null };
        localStorage.setItem(`afterword:${base}:session:${id}`, JSON.stringify(ended));
      },
      [w.service.url, w.site.id] as const,
    );
    await page.reload();
    await page.getByRole('button', { name: 'Like 0' }).click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    expect(await kept()).toHaveLength(1);
    await page.close();
  });

  it.each([
    ['on a narrow screen', 320, 'ltr', '100%'],
    ['right to left, on a host with a tiny root', 390, 'rtl', '62.5%'],
  ])('fits %s', async (_, width, direction, fontSize) => {
    const first = await w.post('First, with_a_word_that_is_much_longer_than_any_screen_is_wide_and_never_ends_at_all');
    const second = await w.post('Second', first.id);
    const third = await w.post('Third', second.id);
    await w.post('Fourth', third.id);
    const styles = `<style>html { font-size: ${fontSize} } body { margin: 0 16px; direction: ${direction} }</style>`;
    const page = await w.visit(styles + w.element('bar') + w.element('thread'));
    await page.setViewportSize({ width, height: 700 });
    await page.getByText('to Somebody').waitFor();
    await page
      .locator('afterword-bar')
      .getByRole('button', { name: /^Reward/ })
      .click();
    await page.getByRole('button', { name: 'Give 10 points' }).waitFor();
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Share/ }).click();
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
    expect(await overflow()).toBe(0);
    const height = await page
      .getByRole('button', { name: /^Like 0/ })
      .first()
      .evaluate((one) => one.clientHeight);
    expect(height).toBeGreaterThanOrEqual(42);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.close();
  });
});
