import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';
import { WidgetPage } from '@afterword/testing/widget-page';

const PASSAGE = 'The ferry waited all winter, and nobody asked why it did so.';
/** Longer than the distance at which a thread is loaded. */
const ARTICLE = `<p id="passage">${PASSAGE}</p>${'<p>Water, and more water.</p>'.repeat(120)}`;

describeInBrowser('commenting on a passage of the article', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const visit = (attributes = '', options: Parameters<WidgetPage['visit']>[1] = {}) =>
    w.visit(`<article>${ARTICLE}</article><p id="beside">Beside it</p>${w.element('thread', attributes)}`, {
      path: '/story',
      ...options,
    });
  const select = (page: Page, selector = '#passage') =>
    page.locator(selector).evaluate((element) => getSelection()!.selectAllChildren(element));
  const button = (page: Page) => page.getByRole('button', { name: 'Comment on this' });
  const field = (page: Page) => page.getByRole('textbox', { name: 'Comment' });

  it('quotes what was selected with a link that leads back to it, far from the thread', async () => {
    const page = await visit();
    // By its gesture: three clicks select a paragraph.
    await page.locator('#passage').click({ clickCount: 3 });
    await button(page).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const [passage, place] = [await page.locator('#passage').boundingBox(), await button(page).boundingBox()];
    expect(place!.y - passage!.y - passage!.height).toBeLessThan(40);
    await button(page).click();
    await field(page).and(page.locator(':focus')).waitFor();
    expect(await field(page).inputValue()).toMatch(
      /^> \[The ferry waited .*\]\(<http.*\/story#:~:text=The%20ferry%20waited%20all%20winter,.*>\)\n\n$/,
    );
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(500);
    await page.keyboard.type('I asked.');
    await page.keyboard.press('Control+Enter');
    const comment = page.getByRole('article').filter({ hasText: 'I asked.' });
    await comment.getByRole('link', { name: PASSAGE }).waitFor();
    await button(page).waitFor({ state: 'detached' });
    await comment.getByRole('link', { name: PASSAGE }).click();
    await page.waitForFunction(() => scrollY < 200);
    expect(page.url()).not.toContain('/story?');
    await page.close();
  });

  it('is there for the keyboard, writes below what is written, and goes with the selection', async () => {
    const page = await visit();
    await page.locator('afterword-thread').scrollIntoViewIfNeeded();
    await field(page).fill('First of all,');
    // Where one clicks is where Tab goes on from.
    await page.locator('#passage').click();
    await select(page);
    await button(page).waitFor();
    await page.keyboard.press('Tab');
    for (let tabs = 0; tabs < 5 && !(await button(page).evaluate((one) => one.matches(':focus'))); tabs += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await field(page).and(page.locator(':focus')).waitFor();
    expect(await field(page).inputValue()).toMatch(/^First of all,\n\n> \[The ferry waited/);
    await button(page).waitFor({ state: 'detached' });
    await select(page);
    await button(page).waitFor();
    await page.locator('#passage').click({ position: { x: 5, y: 5 } });
    await button(page).waitFor({ state: 'detached' });
    await page.close();
  });

  it('is offered in the article only, as the publisher names it, and in every language', async () => {
    const page = await visit('article="#beside"', { lang: 'he' });
    const offer = page.getByRole('button', { name: 'להגיב על זה' });
    await select(page, '#beside');
    await offer.waitFor();
    await select(page);
    await offer.waitFor({ state: 'detached' });
    await page.close();
  });

  it('is not offered where the comments are closed', async () => {
    await w.post('Before');
    expectStatus(
      200,
      await w.service.api.call('PATCH', `/v1/admin/sites/${w.site.id}/pages/${w.key}`, {
        token: ADMIN_TOKEN,
        body: { closed: true },
      }),
    );
    const page = await visit();
    await page.locator('afterword-thread').scrollIntoViewIfNeeded();
    await page.locator('.aw-closed').waitFor();
    await page.getByRole('article').getByRole('button', { name: 'Like' }).waitFor();
    await page.clock.install();
    const selected = page.evaluate(
      () => new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true })),
    );
    await select(page);
    await selected;
    await page.clock.fastForward(1_000);
    expect(await button(page).count()).toBe(0);
    await page.close();
  });
});
