import type { Decision, ModerationQueue, UpdateModerationSettings } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { Page } from 'playwright-core';

describeInBrowser('a comment that a moderator reads first', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const moderation = (rest: string) => `/v1/sites/${w.site.id}/moderation/${rest}`;
  const set = async (body: UpdateModerationSettings) =>
    expectStatus(200, await w.service.api.call('PATCH', moderation('settings'), { token: ADMIN_TOKEN, body }));
  const decide = async (decision: string, why: object = {}) => {
    const queue = await w.service.api.call<ModerationQueue>('GET', moderation(`comments?page=${w.key}`), {
      token: ADMIN_TOKEN,
    });
    const comments = expectStatus(200, queue).items.map(({ id }) => id);
    const body = { decision, comments, ...why };
    expectStatus(
      200,
      await w.service.api.call<Decision>('POST', moderation('decisions'), { token: ADMIN_TOKEN, body }),
    );
  };
  const post = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: 'Comment' }).fill(text);
    await page.getByRole('button', { name: 'Post' }).click();
  };
  const own = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });

  it('is shown to its author as waiting, is not counted, and is published when it is approved', async () => {
    await set({ mode: 'pre', blockedWords: [] });
    // Another browser, where nobody is signed in.
    const elsewhere = await openBrowser();
    const author = await w.visit(w.element('thread'));
    const other = await w.visit(w.element('thread'), { browser: elsewhere });
    await other.getByText('No comments yet').waitFor();
    await post(author, 'Please read me');
    const held = own(author, 'Please read me');
    await held.getByText('Waiting for a moderator').waitFor();
    await author.getByText('Your comment is waiting for a moderator.').waitFor();
    expect(await held.getByRole('button', { name: /^(Like|Reply|Reward)/ }).count()).toBe(0);
    expect(await held.getByRole('button', { name: /^(Edit|Delete)/ }).count()).toBe(2);
    expect(await axeFindings(author)).toEqual([]);
    expect((await w.counters()).comments).toBe(0);
    expect(await own(other, 'Please read me').count()).toBe(0);

    await author.reload();
    await held.getByText('Waiting for a moderator').waitFor();
    await decide('publish');
    await poll(
      () => held.getByText('Waiting for a moderator').count(),
      (count) => count === 0,
    );
    await held.getByRole('button', { name: /^Like/ }).waitFor();
    await other.getByRole('button', { name: '1 new comment' }).waitFor();
    await Promise.all([author.close(), elsewhere.close()]);
  });

  it('says that it is not published when it is rejected, and why one cannot be posted at all', async () => {
    await set({ mode: 'pre', blockedWords: ['casino'] });
    const page = await w.visit(w.element('thread'));
    await post(page, 'I also like trains');
    await own(page, 'I also like trains').getByText('Waiting for a moderator').waitFor();
    await decide('reject', { reason: 'off-topic', message: 'Please write about the ferry.', rule: 'House rule 3' });
    await page.reload();
    for (const told of ['Not published: Off topic', 'Please write about the ferry.', 'House rule 3'])
      await own(page, 'I also like trains').getByText(told).waitFor();
    await post(page, 'A casino');
    await page.getByText('This comment can’t be published here. Change it and try again.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('says to a reader who is banned that they cannot take part, and offers no other try', async () => {
    await set({ mode: 'post', blockedWords: [] });
    const page = await w.visit(w.element('thread'));
    await post(page, 'Before the ban');
    await own(page, 'Before the ban').getByRole('button', { name: /^Like/ }).waitFor();
    const token = ADMIN_TOKEN;
    const { items } = expectStatus(
      200,
      await w.service.api.call<ModerationQueue>('GET', moderation(`comments?status=all&page=${w.key}`), { token }),
    );
    const restriction = moderation(`readers/${items[0]!.author!.id}/restriction`);
    expectStatus(200, await w.service.api.call('PUT', restriction, { token, body: { kind: 'ban' } }));
    await post(page, 'After the ban');
    await page.getByText('You can’t take part on this site right now.').waitFor();
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await page.close();
  });
});
