import type { Comment, LogList, ModerationQueue, Page as ClosablePage } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import { SignJWT } from 'jose';
import type { Locator, Page } from 'playwright-core';

const SECRET = 'a secret of the site with 32 characters';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const HEAD = `<meta name="viewport" content="width=device-width">
  <style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412); max-width: 44rem; margin: 1rem auto; padding: 0 1rem }</style>`;

describeInBrowser('the menu of a comment', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ ssoSecret: SECRET }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const comment = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });
  const dots = (page: Page, text: string) => comment(page, text).getByRole('button', { name: 'More actions' }).first();
  const item = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true });
  const choose = async (page: Page, text: string, name: string) => {
    await dots(page, text).click();
    await item(page, name).click();
  };
  const focusedText = (page: Page) =>
    page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.textContent;
    });
  const visit = (more = '', options: Parameters<WidgetPage['visit']>[1] = {}) =>
    w.visit(w.element('thread', more), { head: HEAD, path: '/', ...options });
  const moderators = async () => {
    const sso = await new SignJWT({ name: 'Mo', role: 'moderator' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('mo')
      .setAudience(w.site.id)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    return `sso="${sso}"`;
  };
  const moderation = <Body>(rest: string) =>
    w.service.api.call<Body>('GET', `/v1/sites/${w.site.id}/moderation/${rest}`, { token: ADMIN_TOKEN });
  const moderate = async (method: 'PATCH' | 'PUT', rest: string, body: object) =>
    expectStatus(
      200,
      await w.service.api.call(method, `/v1/sites/${w.site.id}/moderation/${rest}`, { token: ADMIN_TOKEN, body }),
    );

  it('is used by keyboard, as menus are, and moves nothing', async () => {
    await w.post('Something to read');
    await w.post('Something below');
    const page = await visit();
    const button = dots(page, 'Something to read');
    await button.waitFor();
    const before = await comment(page, 'Something to read').boundingBox();
    await button.focus();
    await page.keyboard.press('ArrowDown');
    await item(page, 'Copy link').waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await poll(
      () => focusedText(page),
      (text) => text === 'Copy link',
    );
    expect(await comment(page, 'Something to read').boundingBox()).toEqual(before);
    expect(await axeFindings(page)).toEqual([]);
    const walked: (string | null | undefined)[] = [];
    for (const key of ['ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home', 'r']) {
      await page.keyboard.press(key);
      walked.push(await focusedText(page));
    }
    expect(walked).toEqual(['Follow replies', 'Mute Somebody', 'Copy link', 'Mute Somebody', 'Copy link', 'Report…']);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menu').count()).toBe(0);
    await poll(
      () => button.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element),
      Boolean,
    );
    // Up opens it at its end; Tab leaves it, and goes on.
    await page.keyboard.press('ArrowUp');
    await poll(
      () => focusedText(page),
      (text) => text === 'Mute Somebody',
    );
    await page.keyboard.press('Tab');
    await poll(
      () => page.getByRole('menu').count(),
      (count) => count === 0,
    );
    // A press elsewhere closes it, too.
    await button.click();
    await page.getByRole('menu').waitFor();
    await page.locator('h1').click();
    await poll(
      () => page.getByRole('menu').count(),
      (count) => count === 0,
    );
    await page.close();
  });

  it('says that its words cannot be loaded, and loads them when it is tried again', async () => {
    await w.post('Hard to answer');
    const page = await visit();
    await page.route('**/embed/menu-en-*', (route) => route.abort());
    await dots(page, 'Hard to answer').click();
    await page.getByText('Something went wrong. Try again.').waitFor();
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.unroute('**/embed/menu-en-*');
    await page.getByRole('button', { name: 'Retry' }).click();
    await item(page, 'Copy link').waitFor();
    expect(await page.getByText('Something went wrong. Try again.').count()).toBe(0);
    await page.close();
  });

  it('copies the link, and says so', async () => {
    const { id } = await w.post('Worth a link');
    const page = await visit();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: w.host.origin });
    await choose(page, 'Worth a link', 'Copy link');
    await page.getByText('Link copied.').first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${w.host.origin}/#comment-${id}`);
    await page.close();
  });

  it('reports a comment to the moderators with a reason, thanks, and tells later what became of it', async () => {
    const { id } = await w.post('Buy cheap watches');
    const page = await visit();
    await choose(page, 'Buy cheap watches', 'Report…');
    const form = page.getByRole('group', { name: 'Report this comment' });
    await form.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'widget-report-light-1280');
    // Without a reason the browser says what is missing.
    await form.getByRole('button', { name: 'Send report' }).click();
    expect(expectStatus(200, await moderation<ModerationQueue>('comments?status=reported')).items).toEqual([]);
    await form.getByRole('radio', { name: 'Spam or advertising' }).check();
    await form.getByRole('textbox').fill('It sells something.');
    await form.getByRole('button', { name: 'Send report' }).click();
    await form.getByText('Thanks. A moderator will look at it.').waitFor();
    const { items } = expectStatus(200, await moderation<ModerationQueue>('comments?status=reported'));
    expect(items).toMatchObject([{ id, reports: { open: 1, reasons: { spam: 1 } } }]);
    await form.getByRole('button', { name: 'Close' }).click();
    await choose(page, 'Buy cheap watches', 'Report…');
    await form.getByText('You reported this comment. A moderator hasn’t looked at it yet.').waitFor();
    await form.getByRole('button', { name: 'Close' }).click();
    const body = { decision: 'publish', comments: [id] };
    const path = `/v1/sites/${w.site.id}/moderation/decisions`;
    expectStatus(200, await w.service.api.call('POST', path, { token: ADMIN_TOKEN, body }));
    await choose(page, 'Buy cheap watches', 'Report…');
    await form.getByText('You reported this comment. A moderator looked at it and kept it.').waitFor();
    await page.close();
  });

  it('mutes a person on this device: their comments are one line, and can be shown', async () => {
    const loud = await w.post('LOUD WORDS', undefined, 'Loud');
    await w.post('A calm answer', loud.id, 'Calm');
    const page = await visit();
    await choose(page, 'LOUD WORDS', 'Mute Loud');
    await page.getByText('LOUD WORDS').waitFor({ state: 'detached' });
    await page.getByText('Muted', { exact: true }).waitFor();
    await page.getByText('A calm answer').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await page.getByText('Muted', { exact: true }).waitFor();
    expect(await page.getByText('LOUD WORDS').count()).toBe(0);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('LOUD WORDS').waitFor();
    await choose(page, 'LOUD WORDS', 'Unmute Loud');
    await page.reload();
    await page.getByText('LOUD WORDS').waitFor();
    await page.close();
  });

  it('follows featured comments, reads them again only where others are featured, and shows none of a muted person', async () => {
    const token = await w.service.api.guest(w.site.id, 'Ada');
    const options = { token, body: { body: 'Worth reading' } };
    const { id } = expectStatus(201, await w.service.api.call<Comment>('POST', `${w.path}/comments`, options));
    const other = await w.post('Worth it, too', undefined, 'Bob');
    await moderate('PATCH', `comments/${id}`, { featured: true });
    const page = await visit('', { live: true });
    const featured = page.getByRole('group', { name: 'Featured' });
    await featured.getByText('Worth reading').waitFor();
    await w.post('Heard of');
    // From here on it hears of everything, and of everybody's words at once.
    await page.getByRole('button', { name: '1 new comment' }).waitFor();
    let reads = 0;
    let isReadable = false;
    await page.route(/comments\?.*limit=1$/, (route) => {
      reads += 1;
      return isReadable ? route.continue() : route.fulfill({ status: 429, headers: { 'retry-after': '1' } });
    });
    const edit = async (body: string) => {
      expectStatus(200, await w.service.api.call('PATCH', `/v1/comments/${id}`, { token, body: { body } }));
      await featured.getByText(body).waitFor();
    };
    expectStatus(200, await w.service.api.call('PUT', `/v1/comments/${id}/reactions/like`, { token }));
    await edit('Worth reading twice');
    await comment(page, 'Worth reading twice').getByRole('button', { name: 'Like 1' }).waitFor();
    expect(reads).toBe(0);
    // One that cannot be read changes nothing.
    await moderate('PATCH', `comments/${other.id}`, { featured: true });
    await poll(
      () => reads,
      (count) => count === 1,
    );
    await edit('Worth reading more than twice');
    expect(await page.getByText('The comments could not be loaded.').count()).toBe(0);
    isReadable = true;
    await moderate('PATCH', `comments/${other.id}`, { pinned: true });
    await featured.getByText('Worth it, too').waitFor();

    await choose(page, 'Worth it, too', 'Mute Bob');
    await featured.getByText('Worth it, too').waitFor({ state: 'detached' });
    await featured.getByText('Worth reading more than twice').waitFor();
    // Told although new comments are told, too; the focus is where it can be undone, and goes back to the comment.
    const status = page.getByRole('status');
    await status.getByText('You won’t see what Bob writes.').waitFor();
    await poll(
      () => focusedText(page),
      (text) => text === 'Undo',
    );
    await page.keyboard.press('Enter');
    await status.getByText('Undone.').waitFor();
    await featured.getByText('Worth it, too').waitFor();
    await poll(
      () => focusedText(page),
      (text) => Boolean(text?.startsWith('BBob') && text.includes('Worth it, too')),
    );
    await page.close();
  });

  it('edits and deletes for the author', async () => {
    const page = await visit();
    await page.getByRole('textbox', { name: 'Comment' }).fill('My own words');
    await page.getByRole('button', { name: 'Post' }).click();
    await dots(page, 'My own words').click();
    await item(page, 'Copy link').waitFor();
    // The others are beside it already.
    expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Copy link', 'Follow replies']);
    await page.keyboard.press('Escape');
    await comment(page, 'My own words').getByRole('button', { name: 'Edit' }).click();
    await comment(page, 'Save').locator('textarea').fill('My better words');
    await page.getByRole('button', { name: 'Save' }).click();
    await comment(page, 'My better words').getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('group', { name: /^Delete this comment/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByText('No comments yet').waitFor();
    await page.close();
  });

  it('lets a moderator feature, pin, remove with a reason and a message, and undo each', async () => {
    const { id } = await w.post('The best of them', undefined, 'Ada');
    const page = await visit(await moderators());
    await choose(page, 'The best of them', 'Feature');
    await page.getByText('Comment featured.').first().waitFor();
    const featured = page.getByRole('group', { name: 'Featured' });
    await featured.getByText('The best of them').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'widget-featured-light-1280');
    await page.getByRole('button', { name: 'Undo' }).click();
    await featured.waitFor({ state: 'detached' });
    await choose(page, 'The best of them', 'Pin');
    await comment(page, 'The best of them').getByText('Pinned', { exact: true }).waitFor();
    await dots(page, 'The best of them').click();
    await item(page, 'Unpin').waitFor();
    await takePicture(page, 'widget-menu-light-1280');
    await item(page, 'Remove…').click();
    const form = page.getByRole('group', { name: 'Remove Ada’s comment' });
    await form.getByRole('radio', { name: 'Off topic' }).check();
    await form.getByRole('textbox', { name: 'Message to Ada' }).fill('Please stay with the ferry.');
    expect(await axeFindings(page)).toEqual([]);
    await form.getByRole('button', { name: 'Remove comment' }).click();
    await page.getByText('Comment removed.').first().waitFor();
    await page.getByText('No comments yet').waitFor();
    const { items } = expectStatus(200, await moderation<LogList>('log'));
    expect(items[0]).toMatchObject({
      ...{ action: 'comment.removed', comment: id, reason: 'off-topic', message: 'Please stay with the ferry.' },
    });
    await page.getByRole('button', { name: 'Undo' }).click();
    await comment(page, 'The best of them').waitFor();
    expect((await w.thread()).total).toBe(1);
    await page.close();
  });

  it('lets a moderator restrict the author, and close the page with a reason', async () => {
    await w.post('Hard to bear', undefined, 'Rude');
    const page = await visit(await moderators());
    await choose(page, 'Hard to bear', 'Restrict Rude…');
    const form = page.getByRole('group', { name: 'Restrict Rude' }).first();
    await form.getByRole('radio', { name: 'Approve their comments first' }).check();
    await form.getByRole('radio', { name: '7 days' }).check();
    await takePicture(page, 'widget-restrict-light-1280');
    await form.getByRole('button', { name: 'Restrict' }).click();
    await page.getByText('Rude is restricted.').first().waitFor();
    const readers = await moderation<{ items: { restriction: { kind: string } | null }[] }>('readers?q=Rude');
    expect(expectStatus(200, readers).items).toMatchObject([{ restriction: { kind: 'premoderate' } }]);
    await choose(page, 'Hard to bear', 'Close comments…');
    const closing = page.getByRole('group', { name: 'Close the comments of this page' });
    await closing.getByRole('textbox').fill('The vote is over.');
    await closing.getByRole('button', { name: 'Close comments' }).click();
    await page.getByText('Comments are closed.').waitFor();
    await page.getByText('The vote is over.').waitFor();
    await page.getByText(/^Closed on /).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'widget-closed-light-1280');
    await choose(page, 'Hard to bear', 'Open comments');
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    const read = async () =>
      expectStatus(200, await w.service.api.call<ClosablePage>('GET', pagePath(w.site.id, w.key)));
    expect((await read()).closed).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The vote is over.').waitFor();
    expect(await read()).toMatchObject({ closed: true, closure: { reason: 'The vote is over.' } });
    await page.close();
  });

  it('puts back what a person was restricted to before, with their comments', async () => {
    const { id, author } = await w.post('Removed by mistake', undefined, 'Unlucky');
    const path = `readers/${author?.id}`;
    const before = { kind: 'premoderate', until: null, reason: 'spam', note: 'Watch them' };
    await moderate('PUT', `${path}/restriction`, before);
    const page = await visit(await moderators());
    await choose(page, 'Removed by mistake', 'Restrict Unlucky…');
    const form = page.getByRole('group', { name: 'Restrict Unlucky' }).first();
    await form.getByRole('radio', { name: 'Ban' }).check();
    await form.getByRole('radio', { name: '7 days' }).check();
    await form.getByRole('checkbox', { name: 'Also remove their comments' }).check();
    await form.getByRole('button', { name: 'Restrict' }).click();
    await page.getByText('No comments yet').waitFor();
    const restricted = async () =>
      expectStatus(200, await moderation<{ restriction: object | null }>(path)).restriction;
    expect(await restricted()).toMatchObject({ kind: 'ban', reason: null });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').getByText('Undone.').waitFor();
    expect(await restricted()).toMatchObject({ ...before, message: null });
    expect((await w.thread()).items).toMatchObject([{ id }]);
    await page.close();
  });

  it.each([
    ['rtl-390', 'ar', 'light'],
    ['dark-390', 'en', 'dark'],
  ] as const)('fits into a phone, with items to touch: %s', async (name, lang, colorScheme) => {
    await w.post('Text', undefined, 'Somebody with a rather long name who writes');
    const browser = await openBrowser({ ...PHONE, colorScheme });
    const page = await visit(await moderators(), { lang, browser });
    await page.locator('.aw-dots').first().click();
    await page.getByRole('menuitem').nth(6).waitFor();
    const boxes = await page
      .getByRole('menuitem')
      .evaluateAll((items) => items.map((one) => one.getBoundingClientRect()));
    expect(boxes.every(({ left, right, height }) => left >= 0 && right <= 390 && height >= 44)).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, `widget-menu-${name}`);
    await page.close();
    await browser.close();
  });
});
