import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { poll } from '@afterword/testing/poll';
import { focusedField, WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the thread', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('posts a comment and a reply, keeps a draft, and deletes', async () => {
    await w.post('First of all');
    const page = await w.visit(w.element('thread'));
    await page.getByRole('textbox', { name: 'Comment' }).fill('Half a thou');
    await page.reload();
    const box = page.getByRole('textbox', { name: 'Comment' });
    await poll(
      () => box.inputValue(),
      (value) => value === 'Half a thou',
    );
    await box.fill('A whole thought');
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
    await page.getByRole('button', { name: 'Post' }).click();
    const mine = page.getByRole('article', { name: 'Comment by Ada' });
    await mine.getByText('A whole thought').waitFor();
    expect(await mine.evaluate((article) => article.getRootNode() instanceof ShadowRoot)).toBe(true);

    await page.getByRole('article', { name: 'Comment by Somebody' }).getByRole('button', { name: 'Reply' }).click();
    const reply = page.getByRole('textbox', { name: 'Reply to Somebody' });
    // Writing goes on where the focus is.
    await focusedField(page).waitFor();
    await page.keyboard.type('And an answer');
    expect(await reply.inputValue()).toBe('And an answer');
    await page.keyboard.press('Control+Enter');
    await page.getByText('And an answer').waitFor();
    await poll(
      () => w.thread(),
      ({ total }) => total === 3,
    );

    await mine.filter({ hasText: 'A whole thought' }).getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('group', { name: /^Delete this comment/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByText('A whole thought').waitFor({ state: 'detached' });
    expect((await w.thread()).total).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('does not post twice when an answer is lost and the reader tries again', async () => {
    const page = await w.visit(w.element('thread'));
    let lost = 0;
    await page.route('**/comments', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('textbox', { name: 'Comment' }).fill('Only once');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('article').filter({ hasText: 'Only once' }).waitFor();
    expect([lost, (await w.thread()).total]).toEqual([1, 1]);
    await page.close();
  });

  it('says that a page is closed', async () => {
    const path = `/v1/admin/sites/${w.site.id}/pages/${w.key}`;
    expectStatus(200, await w.service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: { closed: true } }));
    const page = await w.visit(w.element('thread'));
    await page.getByText('Comments are closed.').waitFor();
    expect(await page.getByRole('button', { name: 'Post' }).count()).toBe(0);
    await page.close();
  });

  it('brings a permalink into view and marks it', async () => {
    for (let index = 0; index < 12; index += 1) await w.post(`Filler ${index}`);
    const { id } = await w.post('The one that is meant');
    for (let index = 0; index < 5; index += 1) await w.post(`Later ${index}`);
    w.host.serve(w.html(w.element('thread') + w.script));
    const page = await w.browser.context.newPage();
    await page.goto(`${w.host.origin}/#comment-${id}`);
    const meant = page.getByRole('article').filter({ hasText: 'The one that is meant' });
    await meant.waitFor();
    await poll(
      () => meant.evaluate((article) => article.getBoundingClientRect().top),
      (top) => top > 0 && top < 700,
    );
    expect(await meant.getAttribute('data-target')).toBe('');
    await page.close();
  });

  it('keeps what did not arrive in its place, and gives it back to its author', async () => {
    const page = await w.visit(w.element('thread'));
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    const box = page.getByRole('textbox', { name: 'Comment' });
    await box.fill('<b>Lost</b> & found');
    await page.getByRole('button', { name: 'Post' }).click();
    const unsent = page.getByRole('article').filter({ hasText: '<b>Lost</b> & found' });
    await unsent.getByRole('alert').waitFor();
    expect(await box.inputValue()).toBe('');
    await unsent.getByRole('button', { name: 'Edit' }).click();
    expect(await box.inputValue()).toBe('<b>Lost</b> & found');
    await page.reload();
    await poll(
      () => box.inputValue(),
      (value) => value === '<b>Lost</b> & found',
    );
    expect((await w.thread()).total).toBe(0);
    await page.close();
  });

  it('lets an author change a comment, by keyboard alone', async () => {
    const page = await w.visit(w.element('thread'));
    await page.getByRole('textbox', { name: 'Comment' }).fill('A tpyo');
    await page.keyboard.press('Control+Enter');
    const mine = page.getByRole('article').filter({ hasText: 'A tpyo' });
    await mine.getByRole('button', { name: 'Edit' }).press('Enter');
    await focusedField(page).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('A typo, mended');
    await page.keyboard.press('Control+Enter');
    const mended = page.getByRole('article').filter({ hasText: 'A typo, mended' });
    await mended.getByText('edited').waitFor();
    expect(await mended.evaluate((article: HTMLElement) => article.matches(':focus'))).toBe(true);
    const reply = mended.getByRole('button', { name: 'Reply' });
    await reply.press('Enter');
    await page.getByRole('textbox', { name: /^Reply to/ }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('textbox', { name: /^Reply to/ }).count()).toBe(0);
    await page.close();
  });

  it('shows what others do as it happens, without moving what one reads', async () => {
    await w.post('Here already');
    const page = await w.visit(w.element('bar') + w.element('thread'), { live: true });
    await page.getByText('Here already').waitFor();
    const token = await w.service.api.guest(w.site.id, 'Other');
    expectStatus(200, await w.service.api.call('PUT', `${w.path}/reactions/like`, { token }));
    await page.getByRole('button', { name: 'Like 1' }).first().waitFor();
    await w.post('Just arrived');
    const news = page.getByRole('button', { name: '1 new comment' });
    await news.waitFor();
    expect(await page.getByText('Just arrived').count()).toBe(0);
    await news.click();
    await page.getByText('Just arrived').waitFor();
    await page.getByRole('heading', { name: 'Comments 2' }).waitFor();
    await page.close();
    // The stream ends with the page.
    await poll(
      async () => (await w.service.api.call<string>('GET', '/metrics')).body,
      (metrics) => /^afterword_event_streams 0$/m.test(metrics),
    );
  });
});
