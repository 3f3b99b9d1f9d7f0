import type { Comment, Notification, NotificationList, Session } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { Locator, Page } from 'playwright-core';

const HEAD = `<meta name="viewport" content="width=device-width">
  <style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412); max-width: 44rem; margin: 1rem auto; padding: 0 1rem }</style>`;

describeInBrowser('mentions', () => {
  const w = new WidgetPage();
  let ada: Session;

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(async () => {
    w.next();
    ada = await session('Ada Lovelace');
    await told();
    await by(ada, 'First');
    await by(await session('Adam'), 'Second');
    await by(await session('عائشة [x]'), 'Third');
  });

  const session = async (name: string) =>
    expectStatus(201, await w.service.api.call<Session>('POST', `/v1/sites/${w.site.id}/sessions`, { body: { name } }));
  const by = async ({ token }: Session, body: string) =>
    expectStatus(201, await w.service.api.call<Comment>('POST', `${w.path}/comments`, { token, body: { body } }));
  /** What Ada is told of. Nothing is told before somebody has asked. */
  const told = async (): Promise<Notification[]> =>
    expectStatus(200, await w.service.api.call<NotificationList>('GET', '/v1/me/notifications', { token: ada.token }))
      .items;
  const visit = (more: Parameters<WidgetPage['visit']>[1] = {}) =>
    w.visit(w.element('thread'), { head: HEAD, path: '/story', live: true, ...more });
  const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Comment', exact: true });
  const list = (page: Page): Locator => page.getByRole('listbox', { name: 'People to mention' });
  const names = (page: Page) => list(page).getByRole('option').allInnerTexts();
  /** Types into the field until the list is there: the code that reads what is typed comes with the focus. */
  const ask = async (page: Page, text: string) => {
    await field(page).focus();
    await page.getByRole('button', { name: 'Preview' }).waitFor();
    await page.keyboard.type(text);
    await list(page).waitFor();
  };
  /** The option that the field points to. */
  const active = (page: Page) =>
    field(page).evaluate((element) => {
      const id = element.getAttribute('aria-activedescendant');
      const root = element.getRootNode() as ShadowRoot;
      const option = id ? root.getElementById(id) : null;
      return { text: option?.textContent, isSelected: option?.getAttribute('aria-selected'), id };
    });
  const isActive = (page: Page, name: string) =>
    poll(
      () => active(page),
      ({ text, isSelected }) => text === name && isSelected === 'true',
    );
  const stored = async () => (await w.thread()).items.map(({ body }) => body);

  it('are picked by keyboard while the focus stays in the field, shown as names, and tell whom they name', async () => {
    const page = await visit();
    await field(page).click();
    await page.getByRole('button', { name: 'Preview' }).waitFor();
    const box = () => page.getByText('Third', { exact: true }).boundingBox();
    const before = await box();
    await ask(page, 'What does @a');
    await poll(
      () => names(page),
      (found) => found.length === 2,
    );
    expect(await names(page)).toEqual(['Adam', 'Ada Lovelace']);
    // It has moved nothing.
    expect(await box()).toEqual(before);
    expect(await axeFindings(page)).toEqual([]);
    await isActive(page, 'Adam');
    await page.keyboard.press('ArrowDown');
    await isActive(page, 'Ada Lovelace');
    await page.keyboard.press('ArrowDown');
    await isActive(page, 'Adam');
    await page.keyboard.press('ArrowUp');
    await isActive(page, 'Ada Lovelace');
    await page.keyboard.press('Enter');
    await list(page).waitFor({ state: 'detached' });
    expect(await field(page).inputValue()).toBe('What does @Ada Lovelace ');
    expect((await active(page)).id).toBeNull();
    await page.keyboard.type('say, @Adama?');
    await page.keyboard.press('Control+Enter');
    const mention = page.locator('bdi.aw-mention');
    await mention.waitFor();
    expect(await mention.innerText()).toBe('@Ada Lovelace');
    expect(await mention.getAttribute('data-reader')).toBe(ada.reader.id);
    expect(await stored()).toContain(`What does [@Ada Lovelace](mention:${ada.reader.id}) say, @Adama?`);
    await poll(told, (items) => items.some(({ type }) => type === 'mention'));
    await page.close();
  });

  it('tell both of two people of one name, also after an edit', async () => {
    const other = await session('Ada Lovelace');
    await by(other, 'Fourth');
    const page = await visit();
    for (const place of [0, 1]) {
      await ask(page, '@lovel');
      await poll(
        () => names(page),
        (found) => found.length === 2,
      );
      await list(page).getByRole('option').nth(place).click();
    }
    expect(await field(page).inputValue()).toBe('@Ada Lovelace @Ada Lovelace (2) ');
    await field(page).press('Control+Enter');
    const mentions = page.locator('bdi.aw-mention');
    await mentions.nth(1).waitFor();
    expect(await mentions.allInnerTexts()).toEqual(['@Ada Lovelace', '@Ada Lovelace']);
    const ids = () => mentions.evaluateAll((all) => all.map((one) => one.getAttribute('data-reader')));
    const both = [ada.reader.id, other.reader.id].sort();
    const first = await ids();
    expect([...first].sort()).toEqual(both);
    const own = page.getByRole('article', { name: 'Comment by Guest' });
    await own.getByRole('button', { name: 'Edit' }).click();
    await own.getByRole('textbox').press('End');
    await page.keyboard.type(' again');
    await page.keyboard.press('Control+Enter');
    await own.getByText('again').waitFor();
    expect(await ids()).toEqual(first);
    await page.close();
  });

  it('are kept in drafts and edits, and can be looked at before', async () => {
    const page = await visit();
    await ask(page, '@lovel');
    await list(page).getByRole('option', { name: 'Ada Lovelace' }).click();
    await page.keyboard.type('hello');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.locator('.aw-preview bdi.aw-mention').waitFor();
    await page.reload();
    await poll(
      () => field(page).inputValue(),
      (text) => text === '@Ada Lovelace hello',
    );
    await field(page).press('Control+Enter');
    await page.locator('bdi.aw-mention').waitFor();
    const own = page.getByRole('article', { name: 'Comment by Guest' });
    await own.getByRole('button', { name: 'Edit' }).click();
    const editor = own.getByRole('textbox');
    expect(await editor.inputValue()).toBe('@Ada Lovelace hello');
    await editor.press('End');
    await page.keyboard.type(' again');
    await page.keyboard.press('Control+Enter');
    await own.getByText('hello again').waitFor();
    expect(await stored()).toContain(`[@Ada Lovelace](mention:${ada.reader.id}) hello again`);
    const mentions = async () => (await told()).filter(({ type }) => type === 'mention');
    // It does not tell her twice.
    expect(await poll(mentions, ({ length }) => length > 0)).toHaveLength(1);
    await page.close();
  });

  it('close with Escape and when the field is left, and leave an address of mail alone', async () => {
    const page = await visit();
    await ask(page, '@a');
    await page.keyboard.press('Escape');
    await list(page).waitFor({ state: 'detached' });
    await page.keyboard.type('d');
    await page.keyboard.type(' and @ad');
    await list(page).waitFor();
    await page.getByRole('heading', { name: 'Host' }).click();
    await list(page).waitFor({ state: 'detached' });
    await ask(page, ' @');
    // Nothing is picked with the keys that post.
    await page.keyboard.press('Control+Enter');
    await poll(stored, (bodies) => bodies.length === 4);
    expect(await stored()).toContain('@ad and @ad @');
    await page.getByText('Comment posted.').waitFor({ state: 'attached' });

    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/mentions')) asked.push(new URL(request.url()).search);
    });
    await ask(page, 'ada@example.org or @ad');
    await poll(
      () => asked,
      (all) => all.includes('?q=ad'),
    );
    // Which come first depends on when the code is there; none is asked for twice, and nobody for the address.
    expect(new Set(asked).size).toBe(asked.length);
    expect(['?q=', '?q=a', '?q=ad']).toEqual(expect.arrayContaining(asked));
    await page.close();
  });

  it('stay closed when an answer comes after Escape', async () => {
    const page = await visit();
    await ask(page, '@');
    let answer!: () => void;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const route = '**/mentions?q=a';
    await page.route(route, async (request) => {
      await held;
      await request.continue();
    });
    await Promise.all([page.waitForRequest(route), page.keyboard.type('a')]);
    await page.keyboard.press('Escape');
    await list(page).waitFor({ state: 'detached' });
    const answered = page.waitForResponse(route);
    answer();
    await answered;
    // What is asked for next is answered after it.
    await page.keyboard.type(' @ad');
    await poll(
      () => names(page),
      (found) => found.length === 2,
    );
    await page.keyboard.press('Escape');
    await list(page).waitFor({ state: 'detached' });
    await page.close();
  });

  it('fit a phone, and other languages and directions', async () => {
    const phone = await openBrowser({ viewport: { width: 390, height: 700 }, hasTouch: true });
    try {
      const page = await visit({ browser: phone, lang: 'ar' });
      const arabic = page.locator('.aw-composer textarea');
      await arabic.tap();
      await page.locator('.aw-tools').waitFor();
      await page.keyboard.type('@');
      const options = page.getByRole('option');
      await options.first().waitFor();
      expect(await page.getByRole('listbox').getAttribute('aria-label')).toBe('أشخاص يمكن الإشارة إليهم');
      const box = (await page.getByRole('listbox').boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
      for (const option of await options.all()) expect((await option.boundingBox())!.height).toBeGreaterThanOrEqual(44);
      expect(await axeFindings(page)).toEqual([]);
      await takePicture(page, 'mentions-390-rtl');
      await options.filter({ hasText: 'عائشة' }).tap();
      // Brackets would end the name.
      expect(await arabic.inputValue()).toBe('@عائشة x ');
      await page.locator('.aw-composer .aw-primary').tap();
      await page.locator('bdi.aw-mention').waitFor();
      expect(await page.locator('bdi.aw-mention').innerText()).toBe('@عائشة [x]');
    } finally {
      await phone.close();
    }
  });

  it('are no list where nobody can be loaded: the reader goes on writing', async () => {
    const page = await visit();
    await page.route('**/mentions?*', (route) => route.abort());
    await field(page).focus();
    await page.getByRole('button', { name: 'Preview' }).waitFor();
    await Promise.all([page.waitForEvent('requestfailed'), page.keyboard.type('@')]);
    await page.keyboard.type('Ada is right');
    await page.keyboard.press('Control+Enter');
    await poll(stored, (bodies) => bodies.includes('@Ada is right'));
    expect(await list(page).count()).toBe(0);
    await page.close();
  });
});
