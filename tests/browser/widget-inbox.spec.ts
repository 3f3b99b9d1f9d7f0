import type { Comment, NotificationList, PageFollowing, Session } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { BrowserContextOptions, Page } from 'playwright-core';

const HEAD = `<meta name="viewport" content="width=device-width">
  <style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412); max-width: 44rem; margin: 1rem auto; padding: 0 1rem }</style>`;

describeInBrowser('the inbox', () => {
  const w = new WidgetPage();
  let ada: Session;

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(async () => {
    w.next();
    ada = await session('Ada');
    // Nothing is told before somebody has read their inbox.
    await inbox();
  });

  const session = async (name: string) =>
    expectStatus(201, await w.service.api.call<Session>('POST', `/v1/sites/${w.site.id}/sessions`, { body: { name } }));
  const inbox = async () =>
    expectStatus(200, await w.service.api.call<NotificationList>('GET', '/v1/me/notifications', { token: ada.token }));
  /** Resolves when the service has told Ada so much. */
  const told = (count: number) =>
    poll(
      () => inbox(),
      ({ unread }) => unread === count,
    );
  const byAda = async (body: string, path = w.path) =>
    expectStatus(
      201,
      await w.service.api.call<Comment>('POST', `${path}/comments`, { token: ada.token, body: { body } }),
    );
  /** Opens the page on the device of a reader who was here before. */
  const visit = (
    reader: Session | null,
    more: Parameters<WidgetPage['visit']>[1] = {},
    element = w.element('thread'),
  ): Promise<Page> => {
    const stored = reader && { ...reader.reader, token: reader.token, subject: null };
    const key = `afterword:${w.service.url}:session:${w.site.id}`;
    const before = `<script>localStorage.setItem(${JSON.stringify(key)}, ${JSON.stringify(JSON.stringify(stored))})</script>`;
    return w.visit((stored ? before : '') + element, { head: HEAD, path: '/story', ...more });
  };
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const panel = (page: Page) => page.getByRole('group', { name: 'Notifications' });
  /** What a reader is told, by links: not the one to the settings. */
  const entries = (page: Page) => panel(page).getByRole('listitem').getByRole('link');
  const focusedIn = (page: Page, selector: string) =>
    poll(
      () =>
        page.evaluate((wanted) => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at?.matches(wanted);
        }, selector),
      (is) => is === true,
    );

  it('leads to a page about devices, where there is no mail', async () => {
    const page = await visit(ada);
    await button(page, 'Notifications').click();
    const link = panel(page).getByRole('link', { name: 'Notification settings' });
    const { pathname } = new URL((await link.getAttribute('href'))!);
    expect(await axeFindings(page)).toEqual([]);
    const form = await w.browser.context.newPage();
    await form.goto(w.service.url + pathname);
    expect(await form.getByLabel('Email address').count()).toBe(0);
    const devices = form.getByRole('group', { name: 'On your devices' });
    await devices.getByRole('checkbox', { name: 'Replies to you' }).focus();
    await form.keyboard.press('Space');
    expect(await axeFindings(form)).toEqual([]);
    await form.keyboard.press('Enter');
    await form.getByText('Saved.').waitFor();
    expect(await devices.getByRole('checkbox', { checked: true }).count()).toBe(3);
    expect(await devices.getByRole('checkbox', { name: 'Replies to you' }).isChecked()).toBe(false);
  });

  it('tells a reader who returns of replies, and leads to them by keyboard', async () => {
    const { id } = await byAda('What do you say?');
    const first = await w.post('I say yes', id, 'Grace');
    await w.post('I say no', id, 'Alan');
    await told(2);
    const page = await visit(ada);
    const box = () => page.locator('textarea').boundingBox();
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    const before = await box();
    await button(page, '2 replies to you').waitFor();
    // It has moved nothing.
    expect(await box()).toEqual(before);
    expect(await panel(page).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    await button(page, '2 replies to you').press('Enter');
    await entries(page).first().waitFor();
    await focusedIn(page, '.aw-panel');
    expect(await button(page, '2 replies to you').getAttribute('aria-expanded')).toBe('true');
    const links = await entries(page).allInnerTexts();
    expect(links).toEqual([expect.stringContaining('Alan'), expect.stringContaining('Grace')]);
    for (const link of links) expect(link).toContain('New');
    expect(links[1]).toContain('I say yes');
    expect(await axeFindings(page)).toEqual([]);

    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await focusedIn(page, '.aw-inbox');

    // It leads to the comment, which is read then.
    await page.keyboard.press('Enter');
    await panel(page).getByRole('link', { name: 'Grace' }).press('Enter');
    await focusedIn(page, `#comment-${first.id}`);
    expect(new URL(page.url()).hash).toBe(`#comment-${first.id}`);
    await panel(page).waitFor({ state: 'detached' });
    await button(page, '1 reply to you').waitFor();
    expect((await told(1)).items.map(({ read }) => read)).toEqual([false, true]);
    await page.close();
  });

  it('marks all as read, and shows older ones', async () => {
    const { id } = await byAda('Many will answer');
    for (let reply = 1; reply <= 25; reply += 1) await w.post(`Reply ${reply}`, id);
    await told(25);
    const page = await visit(ada);
    await button(page, '25 new notifications').click();
    const links = entries(page);
    await poll(
      () => links.count(),
      (count) => count === 20,
    );
    await button(page, 'Older notifications').click();
    await focusedIn(page, 'li:nth-child(21) a');
    expect(await links.count()).toBe(25);
    expect(await button(page, 'Older notifications').count()).toBe(0);
    await button(page, 'Mark all as read').click();
    await panel(page).getByText('All notifications are read.').waitFor();
    await button(page, 'Notifications').waitFor();
    expect(await panel(page).getByText('New', { exact: true }).count()).toBe(0);
    expect(await button(page, 'Mark all as read').count()).toBe(0);
    await focusedIn(page, '.aw-panel');
    await told(0);
    await page.close();
  });

  it('leads to comments on other pages, and marks them as read on the way', async () => {
    const elsewhere = pagePath(w.site.id, `${w.key}-2`);
    const { id } = await byAda('On another page', elsewhere);
    const token = await w.service.api.guest(w.site.id, 'Grace');
    const described = { url: `${w.host.origin}/elsewhere`, title: 'Another story' };
    expectStatus(200, await w.service.api.call('PUT', elsewhere, { token, body: described }));
    const reply = expectStatus(
      201,
      await w.service.api.call<Comment>('POST', `${elsewhere}/comments`, {
        token,
        body: { body: 'Yes', parentId: id },
      }),
    );
    await told(1);
    const page = await visit(ada);
    await button(page, '1 reply to you').click();
    const link = panel(page).getByRole('link', { name: 'Another story' });
    // A request that the browser sends although its page is left.
    await page.evaluate(() => {
      const send = window.fetch.bind(window);
      window.fetch = (address, options) => {
        sessionStorage.setItem(options?.method ?? '', String(options?.keepalive));
        return send(address, options);
      };
    });
    expect(await link.getAttribute('href')).toBe(`${w.host.origin}/elsewhere#comment-${reply.id}`);
    await Promise.all([page.waitForURL(/elsewhere#comment-/), link.click()]);
    expect(await page.evaluate(() => sessionStorage.getItem('POST'))).toBe('true');
    await told(0);
    await page.close();
  });

  it('hears of a reply while it is read, and tells screen readers', async () => {
    const { id } = await byAda('Is anybody here?');
    const page = await visit(ada, { live: true });
    await button(page, 'Notifications').waitFor();
    await w.post('I am', id, 'Grace');
    await button(page, '1 reply to you').waitFor();
    await page.getByRole('status').filter({ hasText: '1 reply to you' }).waitFor({ state: 'attached' });
    // What comes while the list is open is put into it.
    await button(page, '1 reply to you').click();
    await panel(page).getByRole('link', { name: 'Grace' }).waitFor();
    await w.post('So am I', id, 'Alan');
    await panel(page).getByRole('link', { name: 'Alan' }).waitFor();
    expect(await entries(page).count()).toBe(2);
    await page.close();
  });

  it('says that it is empty, and that it cannot be loaded, and tries again', async () => {
    const page = await visit(ada);
    await page.route('**/v1/me/notifications', (route) => route.fulfill({ status: 503 }));
    await button(page, 'Notifications').click();
    await panel(page).getByText('The notifications could not be loaded.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.unroute('**/v1/me/notifications');
    await panel(page).getByRole('button', { name: 'Retry' }).click();
    await panel(page).getByText('No notifications yet.').waitFor();
    expect(await panel(page).getByText('The notifications could not be loaded.').count()).toBe(0);
    await panel(page).getByRole('button', { name: 'Close' }).click();
    await panel(page).waitFor({ state: 'detached' });
    await page.close();
  });

  it('follows the page, and the replies to a comment', async () => {
    const theirs = await w.post('Worth following', undefined, 'Grace');
    const following = async () =>
      expectStatus(200, await w.service.api.call<PageFollowing>('GET', `${w.path}/follow`, { token: ada.token }));
    const page = await visit(ada);
    await button(page, 'Notifications').click();
    const box = panel(page).getByRole('checkbox', { name: 'Follow this conversation' });
    // A refusal is told, and the box says what is so.
    const refusal = { type: 'urn:afterword:problem:too-many-follows', title: 'Too many', status: 409 };
    await page.route('**/follow', (route) =>
      route.request().method() === 'PUT' ? route.fulfill({ status: 409, json: refusal }) : route.continue(),
    );
    await box.click();
    await panel(page).getByText('You follow as much as you can.').waitFor();
    expect(await box.isChecked()).toBe(false);
    await page.unroute('**/follow');
    await box.click();
    await poll(following, (state) => state.following);
    await w.post('A new comment', undefined, 'Alan');
    await told(1);
    await page.reload();
    await button(page, '1 new comment').click();
    await panel(page).getByRole('link', { name: 'Alan' }).waitFor();
    await poll(() => box.isChecked(), Boolean);
    await box.click();
    await poll(following, (state) => !state.following);

    const choose = async (name: string) => {
      await page
        .getByRole('article')
        .filter({ hasText: 'Worth following' })
        .getByRole('button', { name: 'More actions' })
        .click();
      await page.getByRole('menuitem', { name, exact: true }).click();
    };
    await choose('Follow replies');
    await page.getByText('You’ll be told of new replies.').first().waitFor();
    expect((await following()).comments).toEqual([theirs.id]);
    await choose('Stop following replies');
    await page.getByText('You’ll no longer be told of new replies.').first().waitFor();
    expect((await following()).comments).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await poll(following, ({ comments }) => comments.length === 1);
    await page.close();
  });

  it('asks nothing of the service for readers without a session', async () => {
    const browser = await openBrowser();
    const asked: string[] = [];
    browser.context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const page = await visit(null, { browser, live: true });
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    expect(await button(page, 'Notifications').count()).toBe(0);
    expect(asked.filter((path) => path.startsWith('/v1/me'))).toEqual([]);
    // Whoever has begun to take part has an inbox.
    await page.getByRole('textbox', { name: 'Comment' }).fill('Here I am');
    await page.getByRole('button', { name: 'Post' }).click();
    await button(page, 'Notifications').waitFor();
    await browser.close();
  });

  const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };
  it.each<[string, string, BrowserContextOptions]>([
    ['light-1280', 'en', { colorScheme: 'light' }],
    ['dark-390', 'de', { ...PHONE, colorScheme: 'dark' }],
    ['rtl-390', 'ar', PHONE],
  ])('looks well: %s', async (name, lang, options) => {
    const { id } = await byAda('What do you say?');
    await w.post('I say *yes*, and a good deal more than fits into one line of a list on a phone.', id, 'Grace Hopper');
    await w.post('I say no', id, 'Alan');
    const described = { url: `${w.host.origin}/story`, title: 'The ferryman’s ledger' };
    expectStatus(200, await w.service.api.call('PUT', w.path, { token: ada.token, body: described }));
    await told(2);
    const browser = await openBrowser(options);
    const page = await visit(ada, { browser, lang });
    await page.locator('.aw-inbox[data-done]').click();
    await page.locator('.aw-notes a').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
    await takePicture(page, `widget-inbox-${name}`, name === 'light-1280');
    await browser.close();
  });
});
