import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

const HEAD = '<style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412) }</style>';

describeInBrowser('the states of the widget', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  async function expectAccessible(page: Page) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect([colorScheme, await axeFindings(page)]).toEqual([colorScheme, []]);
    }
  }

  it('is accessible where a page is closed', async () => {
    await w.post('The last word');
    const path = `/v1/admin/sites/${w.site.id}/pages/${w.key}`;
    expectStatus(200, await w.service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: { closed: true } }));
    const page = await w.visit(w.element('bar') + w.element('thread'), { head: HEAD });
    await page.getByText('Comments are closed.').waitFor();
    await page.getByText('The last word').waitFor();
    await expectAccessible(page);
    await page.close();
  });

  it('is accessible where it may not read', async () => {
    const stranger = await startHostSite();
    try {
      stranger.serve(w.html(w.element('bar') + w.element('thread') + w.script, { head: HEAD }));
      const page = await w.browser.context.newPage();
      await page.goto(stranger.origin);
      await page.getByText('Comments aren’t enabled on this site yet.').waitFor();
      await expectAccessible(page);
      await page.close();
    } finally {
      await stranger.close();
    }
  });

  it('is accessible where the reader is to wait', async () => {
    const page = await w.visit(w.element('bar') + w.element('thread'), { head: HEAD });
    await page.route('**/reactions/like', (route) =>
      route.fulfill({
        status: 429,
        headers: {
          'access-control-allow-origin': w.host.origin,
          'access-control-expose-headers': 'retry-after',
          'retry-after': '3600',
        },
        json: { type: 'urn:afterword:problem:rate-limited', title: 'Too much', status: 429 },
      }),
    );
    await page.getByRole('button', { name: 'Like 0' }).click();
    await page.getByText('You’re going a bit fast.').waitFor();
    await expectAccessible(page);
    await page.close();
  });

  it('is accessible offline, with what was not sent', async () => {
    const page = await w.visit(w.element('bar') + w.element('thread'), { head: HEAD });
    const box = page.getByRole('textbox', { name: 'Comment' });
    await box.focus();
    await page.locator('.aw-tools').waitFor();
    await page.context().setOffline(true);
    try {
      await box.fill('Written in a tunnel');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('article').getByText('Couldn’t send. You’re offline.').waitFor();
      await expectAccessible(page);
    } finally {
      await page.context().setOffline(false);
    }
    await page.close();
  });

  it('tells what is pressed and chosen where colours are the reader’s own', async () => {
    await w.post('To be liked');
    const page = await w.visit(w.element('bar') + w.element('thread'));
    await page.emulateMedia({ forcedColors: 'active' });
    const like = page.locator('afterword-bar').getByRole('button', { name: /^Like/ });
    const outlined = () => like.evaluate((button) => getComputedStyle(button).outlineStyle);
    await like.waitFor();
    expect(await outlined()).toBe('none');
    await like.evaluate((button: HTMLElement) => button.click());
    await poll(outlined, (style) => style === 'solid');
    const tabs = page.locator('afterword-thread').getByRole('radiogroup').locator('label');
    const styles = await tabs.evaluateAll((all) => all.map((tab) => getComputedStyle(tab).outlineStyle));
    expect(styles).toEqual(['solid', 'none', 'none']);
    // What we draw inverted is drawn in the reader's colours: black on white, as Chromium emulates them.
    for (const inverted of [page.getByRole('button', { name: 'Post' }), tabs.first()]) {
      const { color, background } = await inverted.evaluate((one) => {
        const style = getComputedStyle(one);
        return { color: style.color, background: style.backgroundColor };
      });
      expect([color, background]).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    }
    await page.close();
  });

  it('does not move where the reader asks for calm', async () => {
    const page = await w.visit(w.element('bar'));
    const like = page.getByRole('button', { name: /^Like/ });
    const duration = () => like.evaluate((button) => getComputedStyle(button).transitionDuration);
    await like.waitFor();
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await duration()).not.toBe('0s');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await duration()).toBe('0s');
    await page.close();
  });

  it('takes the host’s styles for its parts', async () => {
    const head = `<style>afterword-thread::part(primary) { border-radius: 4px; background: rgb(1, 2, 3) }
      afterword-bar::part(pill) { letter-spacing: 3px }</style>`;
    const page = await w.visit(w.element('bar') + w.element('thread'), { head });
    const post = page.getByRole('button', { name: 'Post' });
    await post.waitFor();
    const style = await post.evaluate((button) => {
      const { borderTopLeftRadius, backgroundColor } = getComputedStyle(button);
      return { borderTopLeftRadius, backgroundColor };
    });
    expect(style).toEqual({ borderTopLeftRadius: '4px', backgroundColor: 'rgb(1, 2, 3)' });
    const like = page.getByRole('button', { name: /^Like/ });
    expect(await like.evaluate((button) => getComputedStyle(button).letterSpacing)).toBe('3px');
    await page.close();
  });

  it.each([
    ['comments', ['First', 'Second', 'Third']],
    ['no comments', []],
  ])('moves nothing of its page when everything comes late, with %s', async (_, bodies) => {
    for (const body of bodies) await w.post(body);
    const count = w.element('count', 'metric="comments"');
    const held: (() => void)[] = [];
    w.host.serve(
      w.html(`<p>A lead ${count}</p>${w.element('bar')}<p>The article.</p>${w.element('thread')}${w.script}`),
    );
    const page = await w.browser.context.newPage();
    await page.addInitScript(() => {
      const state = window as unknown as { shifted: number };
      state.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) state.shifted += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.route('**/v1/**', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.goto(w.host.origin);
    await page.getByText('Loading comments …').waitFor();
    const late = bodies.length ? page.getByRole('article').nth(2) : page.getByText('No comments yet');
    await poll(
      async () => {
        for (const letGo of held.splice(0)) letGo();
        return (await late.isVisible()) && (await page.getByRole('textbox', { name: 'Comment' }).isVisible());
      },
      (there) => there,
    );
    await page.getByRole('button', { name: 'Like 0' }).first().waitFor();
    await poll(
      () => page.locator('afterword-count').evaluate((one) => one.shadowRoot?.textContent),
      (text) => text === String(bodies.length),
    );
    // Two frames: what moved in the last one is told in the next.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
    );
    expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThan(0.02);
    await page.close();
  });
});
