import { randomUUID } from 'node:crypto';
import type { SiteLook } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { Locator, Page } from 'playwright-core';

const LOOK: SiteLook = {
  icons: { like: '👍', rocket: '🚀', thanks: '🙏', wow: '😮', sad: '😢' },
  coin: '🌟',
  amounts: [5, 25],
  texts: {
    en: {
      points: { one: '{count} star', other: '{count} stars' },
      reward: 'Give stars',
      about: 'Stars are for what you learned from. You get ten a week.',
      like: 'Helpful',
      reactions: { rocket: 'Take-off' },
    },
    de: { points: { one: '{count} Stern', other: '{count} Sterne' }, reactions: { rocket: 'Abgehoben' } },
    ar: { reactions: { rocket: 'انطلاق', wow: 'مدهش' } },
  },
};
/** The texts and the names of everything in the elements, in the page. */
const ALL_THAT_IS_SAID = `[...document.querySelectorAll('afterword-bar, afterword-thread')]
  .flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll('*:not(style)')])
  .flatMap((element) => [
    ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data),
    ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
  ])
  .join(' ')`;
const KINDS = ['like', 'rocket', 'thanks', 'well-said', 'wow', 'sad'];
const HEAD = `<meta name="viewport" content="width=device-width">
  <style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412); max-width: 44rem; margin: 1rem auto; padding: 0 1rem }</style>`;

describeInBrowser("a site's own look of reactions and points", () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: KINDS, look: LOOK }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const bar = (page: Page) => page.locator('afterword-bar');
  const rest = (around: Page | Locator) => around.locator('summary');
  const kind = (around: Page | Locator, name: string) => around.getByRole('button', { name });

  it('shows the names and pictures of the site in each language, and ours for the rest', async () => {
    await w.post('So it was you.');
    const page = await w.visit(w.element('bar') + w.element('thread'));
    const rocket = kind(bar(page), 'Take-off');
    await rocket.waitFor();
    expect(await rocket.innerText()).toMatch(/^🚀/);
    await kind(bar(page), 'Helpful').waitFor();
    // No name of its own: the kind. No emoji: our figure.
    await rest(bar(page)).click();
    expect(await kind(bar(page), 'Well said').locator('svg').count()).toBe(1);
    expect(await kind(bar(page), 'Wow').innerText()).toMatch(/^😮/);
    const comment = page.getByRole('article');
    await kind(comment, 'Take-off').click();
    await poll(
      () => w.thread(),
      ({ items }) => items[0]?.reactions.rocket === 1,
    );
    await page.evaluate(() => (document.documentElement.lang = 'de'));
    await kind(bar(page), 'Abgehoben').waitFor();
    await kind(comment, 'Abgehoben 1').waitFor();
    await kind(bar(page), 'Gefällt mir').waitFor();
    await page.close();
  });

  it('calls points what the site calls them, and offers its amounts', async () => {
    const page = await w.visit(w.element('bar'));
    const give = kind(bar(page), 'Give stars');
    await give.click();
    await page.getByText('Stars are for what you learned from. You get ten a week.').waitFor();
    expect(
      await page.getByRole('radio').evaluateAll((all) => all.map(({ parentElement }) => parentElement!.textContent)),
    ).toEqual(['5 stars', '25 stars']);
    await page.getByRole('button', { name: 'Give 25 stars' }).click();
    await page.getByText('You gave 25 stars. Thank you!').waitFor();
    expect(await bar(page).locator('[data-panel=reward]').innerText()).toMatch(/^🌟\s*Give stars\s*1\s*· 25 stars$/);
    await page.close();
  });

  it('says its own word for giving points everywhere, and none of ours', async () => {
    const { id } = await w.post('So it was you.', undefined, 'Ada');
    const giver = await w.service.api.guest(w.site.id);
    const headers = { 'idempotency-key': randomUUID() };
    const given = { token: giver, headers, body: { amount: 5 } };
    expectStatus(201, await w.service.api.call('POST', `/v1/comments/${id}/rewards`, given));
    const page = await w.visit(w.element('bar') + w.element('thread'));
    const said = () => page.evaluate(ALL_THAT_IS_SAID);
    await kind(page.getByRole('article'), 'Give stars 1, 5 stars in all').click();
    await page.getByRole('group', { name: 'Give stars', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Give 25 stars' }).click();
    await page.getByText('You gave 25 stars. Thank you!').waitFor();
    expect(await said()).not.toMatch(/reward|point/i);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('25 stars returned to you.').waitFor();
    expect(await said()).not.toMatch(/reward|point/i);
    await bar(page).locator('[data-panel=reward]').click();
    await page.getByRole('group', { name: 'Give stars', exact: true }).nth(1).waitFor();
    expect(await said()).not.toMatch(/reward|point/i);
    await page.close();
  });

  it('keeps all but three kinds behind a button, by keyboard, and says how often they were chosen', async () => {
    const token = await w.service.api.guest(w.site.id);
    for (const one of ['wow', 'well-said'])
      expectStatus(200, await w.service.api.call('PUT', `${w.path}/reactions/${one}`, { token }));
    const page = await w.visit(w.element('bar'));
    const button = rest(bar(page));
    await button.waitFor();
    expect(await button.innerText()).toMatch(/More reactions\s*2$/);
    expect(await kind(bar(page), 'Wow').isVisible()).toBe(false);
    await kind(bar(page), 'Thanks').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.wow === 2,
    );
    expect(await kind(bar(page), 'Wow 2').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Escape');
    expect(await kind(bar(page), 'Wow').isVisible()).toBe(false);
    expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
    await page.close();
  });

  it('shows the other kinds where one is pressed and held, and chooses none', async () => {
    await w.post('So it was you.');
    const page = await w.visit(w.element('bar') + w.element('thread'), { live: true });
    const comment = page.getByRole('article');
    for (const around of [bar(page), comment]) {
      await kind(around, 'Helpful').hover();
      await page.mouse.down();
      await kind(around, 'Wow').waitFor();
      await page.mouse.up();
      expect(await kind(around, 'Helpful').getAttribute('aria-pressed')).toBe('false');
    }
    // The next press is one.
    await kind(comment, 'Helpful').click();
    await poll(
      () => w.thread(),
      ({ items }) => items[0]?.reactions.like === 1,
    );
    expect((await w.counters()).reactions.like).toBe(0);
    await page.close();
  });

  it('follows a change of the site with the next look at the page', async () => {
    const page = await w.visit(w.element('bar'));
    await kind(bar(page), 'Take-off').waitFor();
    const set = async (look: SiteLook) =>
      expectStatus(
        200,
        await w.service.api.call('PATCH', `/v1/admin/sites/${w.site.id}`, { token: ADMIN_TOKEN, body: { look } }),
      );
    await set({ ...LOOK, texts: { en: { reactions: { rocket: 'Lift-off' } } } });
    try {
      await poll(async () => {
        await page.evaluate(() =>
          document.querySelector<HTMLElement & { refresh: () => void }>('afterword-bar')!.refresh(),
        );
        return kind(bar(page), 'Lift-off').count();
      }, Boolean);
      await kind(bar(page), 'Like').waitFor();
    } finally {
      await set(LOOK);
    }
    await page.close();
  });

  it.each([
    ['light-1280', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }, 'en'],
    ['dark-390', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, 'en'],
    ['rtl-390', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }, 'ar'],
  ] as const)('is accessible and fits at %s', async (name, device, lang) => {
    await w.post('So it was you.');
    const browser = await openBrowser(device);
    const page = await w.visit(w.element('bar') + w.element('thread'), { browser, lang, head: HEAD, live: true });
    const comment = page.getByRole('article');
    await rest(comment).waitFor();
    const heights = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('afterword-bar, afterword-thread')].map((one) => one.clientHeight),
      );
    const before = await heights();
    await rest(bar(page)).click();
    await rest(comment).click();
    expect(await heights()).toEqual(before);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect([await overflow(), await axeFindings(page)]).toEqual([0, []]);
    await takePicture(page, `widget-kinds-${name}`);
    await rest(bar(page)).click();
    await bar(page).locator('[data-panel=reward]').click();
    await bar(page).getByRole('spinbutton').waitFor();
    expect([await overflow(), await axeFindings(page)]).toEqual([0, []]);
    await takePicture(page, `widget-own-points-${name}`);
    await browser.close();
  });
});
