import type { People, Session } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { signIn, SSO_SECRET } from '@afterword/testing/members';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { Page } from 'playwright-core';

describeInBrowser('the people behind the numbers', () => {
  const w = new WidgetPage();
  let ada: Session;

  beforeAll(async () => {
    await w.start({ ssoSecret: SSO_SECRET, reactionKinds: ['like', 'insightful'], look: { reactors: true } });
    ada = await signIn(w.service.api, w.site, 'Ada');
  });
  afterAll(() => w.stop());
  beforeEach(() => w.next());
  afterEach(() => w.closePages());

  const react = async (path: string, token: string, kind = 'like') =>
    expectStatus(200, await w.service.api.call('PUT', `${path}/reactions/${kind}`, { token }));
  const guest = (name?: string) => w.service.api.guest(w.site.id, name);
  const reward = async (token: string, body: object) => {
    const options = { token, body, headers: { 'idempotency-key': crypto.randomUUID() } };
    return expectStatus(201, await w.service.api.call('POST', `${w.path}/rewards`, options));
  };
  const whoReacted = (page: Page) => page.getByRole('button', { name: 'Who reacted' });
  const panel = (page: Page) => page.getByRole('group', { name: 'Who reacted' });

  it('shows which members reacted to the page, by kind, and how many others', async () => {
    await react(w.path, ada.token);
    await react(w.path, await guest('Bob'));
    await react(w.path, ada.token, 'insightful');
    const page = await w.visit(w.element('bar'));
    await whoReacted(page).click();
    await panel(page).getByText('and 1 other').waitFor();
    expect(await panel(page).getByRole('listitem').allInnerTexts()).toEqual(['A\nAda', 'A\nAda']);
    const kinds = await panel(page).locator('.aw-kind').allInnerTexts();
    expect(kinds.map((text) => text.replace('\n', ' '))).toEqual(['Like 2', 'Insightful 1']);
    expect(await panel(page).innerText()).not.toContain('Bob');
    // Initials as beside a comment.
    const face = panel(page).locator('.aw-avatar').first();
    expect(await face.evaluate((element) => getComputedStyle(element).borderRadius)).toBe('50%');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    expect(await whoReacted(page).evaluate((button) => button.matches(':focus'))).toBe(true);

    // Read anew each time.
    await react(w.path, await guest());
    await whoReacted(page).click();
    await panel(page).getByText('and 2 others').waitFor();
  });

  it('shows who reacted to a comment, from its menu', async () => {
    const { id } = await w.post('So it was you.');
    await react(`/v1/comments/${id}`, ada.token);
    const page = await w.visit(w.element('thread'));
    await page.getByRole('article').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Who reacted' }).click();
    await panel(page).getByText('Ada').waitFor();
    await panel(page).getByRole('button', { name: 'Close' }).click();
    await panel(page).waitFor({ state: 'detached' });
  });

  it('says so where it cannot be read, and reads it when the reader tries again', async () => {
    await react(w.path, ada.token);
    const page = await w.visit(w.element('bar'));
    await page.route('**/people?**', (route) => route.abort());
    await whoReacted(page).click();
    const retry = panel(page).getByRole('button', { name: 'Retry' });
    await retry.waitFor();
    await page.unroute('**/people?**');
    await retry.click();
    await panel(page).getByText('Ada').waitFor();
  });

  it('shows no names where the site does not want it', async () => {
    const site = await w.service.api.site(ADMIN_TOKEN, { origins: [w.host.origin] });
    const page = await w.visit(`<afterword-bar site="${site.id}" page="${w.key}"></afterword-bar>`);
    await page.getByRole('button', { name: /^Share/ }).waitFor();
    expect(await whoReacted(page).count()).toBe(0);
  });

  it('names those who support a page, if they want it', async () => {
    await reward(ada.token, { amount: 5, public: true });
    await reward((await signIn(w.service.api, w.site, 'Grace')).token, { amount: 5 });
    const page = await w.visit(w.element('bar'));
    const body = { name: 'Joan' };
    const joan = await w.service.api.call<Session>('POST', `/v1/sites/${w.site.id}/sessions`, { body });
    const { reader, token } = expectStatus(201, joan);
    await page.evaluate(
      ([key, stored]) => localStorage.setItem(key!, stored!),
      [`afterword:${w.service.url}:session:${w.site.id}`, JSON.stringify({ ...reader, token, subject: null })],
    );
    await page.reload();
    const give = page.getByRole('button', { name: /^Reward 2/ });
    await give.click();
    const rewardPanel = page.getByRole('group', { name: 'Reward', exact: true });
    await rewardPanel.getByText('Ada').waitFor();
    expect(await rewardPanel.innerText()).not.toContain('Grace');

    // Not chosen by itself.
    const choice = rewardPanel.getByRole('checkbox', { name: 'Show my name among the supporters' });
    expect(await choice.isChecked()).toBe(false);
    const sent = page.waitForRequest((request) => request.url().endsWith('/rewards'));
    await choice.check();
    expect(await axeFindings(page)).toEqual([]);
    await rewardPanel.getByRole('button', { name: 'Give 10 points' }).click();
    expect((await sent).postDataJSON()).toEqual({ amount: 10, public: true });
    await rewardPanel.getByText('You gave 10 points. Thank you!').waitFor();

    // Long after, they withdraw it, and stay counted.
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Reward 3/ }).click();
    await rewardPanel.getByText('Supported by Joan, Ada and 1 other').waitFor();
    expect(await choice.isChecked()).toBe(true);
    await choice.press('Space');
    await rewardPanel.getByText('Supported by Ada and 2 others').waitFor();
    expect(await rewardPanel.innerText()).not.toContain('Joan');
    expect(await choice.isChecked()).toBe(false);
    expect(await choice.evaluate((element) => element.matches(':focus'))).toBe(true);
    const { supporters } = expectStatus(200, await w.service.api.call<People>('GET', `${w.path}/people`));
    expect(supporters).toMatchObject({ count: 3, people: [{ name: 'Ada' }], others: 2 });
    // Who has no name has none to show.
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole('button', { name: /^Reward 3/ }).click();
    await rewardPanel.getByText('Supported by Ada and 2 others').waitFor();
    expect(await choice.count()).toBe(0);
  });

  it('says on the button that no points are left', async () => {
    const page = await w.visit(w.element('bar'));
    await page.route('**/v1/me', async (route) => {
      const answer = await route.fetch();
      const me = (await answer.json()) as { wallet: object };
      await route.fulfill({ response: answer, json: { ...me, wallet: { ...me.wallet, balance: 0 } } });
    });
    await page.getByRole('button', { name: /^Reward/ }).click();
    const button = page.getByRole('button', { name: 'Nothing left to give' });
    await button.waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.getByText('You have 0 points.').waitFor();
  });

  it("lists the conversations of the page's author, where the author is known", async () => {
    await w.post('Nobody answers');
    const asked = await w.post('A question');
    const body = { body: 'An answer', parentId: asked.id };
    expectStatus(201, await w.service.api.call('POST', `${w.path}/comments`, { token: ada.token, body }));
    const open = () => w.visit(w.element('thread'));
    const order = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
    const unknown = await open();
    await order(unknown, 'Top').waitFor();
    expect(await order(unknown, 'Author').count()).toBe(0);

    const authors = { authors: [{ id: ada.reader.id }] };
    const path = `/v1/admin/sites/${w.site.id}/pages/${w.key}`;
    expectStatus(200, await w.service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: authors }));
    const page = await open();
    await page.getByText('Nobody answers').waitFor();
    await order(page, 'Author').check();
    await page.getByText('Nobody answers').waitFor({ state: 'detached' });
    expect(await page.getByRole('article').count()).toBe(2);
    await order(page, 'Newest').check();
    await page.getByText('Nobody answers').waitFor();
  });
});
