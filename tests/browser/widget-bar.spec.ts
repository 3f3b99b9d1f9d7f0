import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the bar', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('ends several quick clicks in what the reader wanted last', async () => {
    const page = await w.visit(w.element('bar'));
    const like = page.getByRole('button', { name: /^Like/ });
    await like.waitFor();
    for (let click = 0; click < 5; click += 1) await like.click();
    expect(await like.getAttribute('aria-pressed')).toBe('true');
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    await like.click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 0,
    );
    await page.close();
  });

  it('rewards, says what is left, and says when there is not enough', async () => {
    const page = await w.visit(w.element('bar'));
    await page.getByRole('button', { name: /^Reward/ }).click();
    await page.getByText('50 points', { exact: true }).click();
    await page.getByRole('button', { name: 'Give 50 points' }).click();
    await page.getByText('You gave 50 points. Thank you!').waitFor();
    await page.getByText('You have 50 points.').waitFor();
    // What is given is given: another reward is another decision, and the focus is back where the first began.
    await page.getByRole('button', { name: 'Close' }).click();
    const reward = page.getByRole('button', { name: 'Reward 1 · 50 points' });
    expect(await reward.evaluate((button: HTMLElement) => button.matches(':focus'))).toBe(true);
    await reward.press('Enter');
    await page.getByRole('spinbutton', { name: 'Other amount' }).fill('51');
    await page.getByText('You don’t have that many.').waitFor();
    expect(await page.getByRole('button', { name: 'Give 51 points' }).isDisabled()).toBe(true);
    expect((await w.counters()).rewards).toEqual({ count: 1, amount: 50 });
    await page.close();
  });

  it('makes one short link for what is copied, and offers every channel', async () => {
    const page = await w.visit(w.element('bar'));
    const share = page.getByRole('button', { name: /^Share/ });
    await share.click();
    const link = page.getByRole('textbox', { name: 'Link to this page' });
    await link.waitFor();
    const shown = await link.inputValue();
    expect(shown).toBe(`${w.host.origin}/story?utm_source=x`);
    const channels = await page
      .getByRole('link')
      .evaluateAll((links) => links.map((one) => (one as HTMLAnchorElement).href));
    expect(channels.filter((href) => href.includes(encodeURIComponent(shown))).length).toBe(8);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Share 1' }).waitFor();
    const address = await poll(
      () => link.inputValue(),
      (value) => /\/s\/\w{14}$/.test(value),
    );
    await share.click();
    await share.click();
    await link.waitFor();
    expect([await link.inputValue(), (await w.counters()).shares]).toEqual([address, 1]);
    await page.close();
  });

  it('takes a like back that could not be stored, says so, and tries again when asked', async () => {
    const page = await w.visit(w.element('bar'));
    const like = page.getByRole('button', { name: /^Like/ });
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    // The code is there.
    await page.getByRole('button', { name: /^Share/ }).click();
    await page.getByRole('textbox', { name: 'Link to this page' }).waitFor();
    await page.route('**/reactions/**', (route) => route.abort('internetdisconnected'));
    await page.context().setOffline(true);
    // The first that it shows, for however short a time.
    const shown = await like.evaluate(
      (button: HTMLElement) =>
        new Promise((resolve) => {
          const watch = new MutationObserver(() => resolve(button.getAttribute('aria-pressed')));
          watch.observe(button, { attributeFilter: ['aria-pressed'] });
          button.click();
        }),
    );
    expect(shown).toBe('true');
    await page.getByText('Couldn’t send. You’re offline.').waitFor();
    expect(await like.getAttribute('aria-pressed')).toBe('false');
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    // It tries again by itself, once.
    await page.context().setOffline(false);
    await page.getByText('Couldn’t send. The server isn’t responding.').waitFor();
    await page.unroute('**/reactions/**');
    await page.getByRole('button', { name: 'Retry' }).click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  it('waits as long as the service asks before it offers to try again', async () => {
    const page = await w.visit(w.element('bar'));
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.route('**/reactions/like', (route) =>
      route.fulfill({
        status: 429,
        headers: {
          'access-control-allow-origin': w.host.origin,
          'access-control-expose-headers': 'retry-after',
          'content-type': 'application/problem+json',
          'retry-after': '1',
        },
        json: { type: 'urn:afterword:problem:rate-limited', title: 'Zu viel', status: 429 },
      }),
    );
    await page.getByRole('button', { name: 'Like 0' }).click();
    const retry = page.getByRole('button', { name: 'Retry' });
    await page.getByText('You’re going a bit fast. Try again in 1 second.').waitFor();
    expect(await retry.isDisabled()).toBe(true);
    await page.unroute('**/reactions/like');
    await retry.click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    await page.close();
  });
});
