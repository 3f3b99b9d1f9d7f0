import type { Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { testRedisUrl } from '@afterword/testing/database';
import { LONG, type Newsroom, NEWSROOM_MS, openNewsroom, SLUG } from '@afterword/testing/newsroom';
import { type Services, startServices } from '@afterword/testing/services';

describeInBrowser('a reader without scripts', () => {
  let services: Services;
  let newsroom: Newsroom;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    services = await startServices({ redisUrl: testRedisUrl() });
    newsroom = await openNewsroom(services);
    browser = await openBrowser({ javaScriptEnabled: false });
  }, NEWSROOM_MS);
  afterAll(async () => {
    await browser.close();
    await services.stop();
  });
  beforeEach(async () => {
    page = await browser.context.newPage();
  });
  afterEach(() => page.close());

  const open = (path: string) => page.goto(services.url('content') + path);
  const said = (text: string) => page.getByRole('article').filter({ hasText: text }).last();

  it('finds, reads, and sees what others did', async () => {
    await open('/');
    await page.getByRole('link', { name: 'The ferryman’s ledger' }).click();
    await page.getByRole('heading', { level: 1, name: 'The ferryman’s ledger' }).waitFor();
    await page.getByText('bell is in tune').waitFor();
    for (const name of [/^Reward.*3/, /^Like.*12/, /^Share/])
      await page.getByRole('button', { name }).first().waitFor();
  });

  it('posts a comment and sees it', async () => {
    await open(`/articles/${SLUG}`);
    await page.getByRole('textbox', { name: 'Comment' }).fill('Written *by hand*.\n\nTwice over.');
    await page.getByRole('textbox', { name: 'Name' }).fill('Grace');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.waitForURL(/#comment-/);
    await said('Written by hand.').filter({ hasText: 'Grace' }).waitFor();
    const counted = page.getByRole('heading', { name: /^Comments/ });
    if (/\?comment=/.test(page.url())) await counted.filter({ hasText: '9' }).waitFor();
    // A reload posts nothing.
    await page.reload();
    expect(await page.getByRole('article').filter({ hasText: 'Twice over.' }).count()).toBe(1);
  });

  it('answers a comment', async () => {
    await open(`/articles/${SLUG}`);
    await said('school exercise book').getByRole('link', { name: 'Reply' }).click();
    await page.getByRole('heading', { name: 'Reply to Ada' }).waitFor();
    await page.getByRole('textbox', { name: /^Reply to Ada/ }).fill('Ask at the kiosk.');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.waitForURL(/#comment-/);
    await said('Ask at the kiosk.').waitFor();
  });

  it('gets back what they wrote when it is refused, and posts it then', async () => {
    await open(`/articles/${SLUG}`);
    await page.getByRole('textbox', { name: 'Comment' }).fill('   ');
    await page.getByRole('textbox', { name: 'Name' }).fill('Patience');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByRole('alert').filter({ hasText: 'Write something first' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Patience');
    await page.getByRole('textbox', { name: 'Comment' }).fill('Now there is.');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.waitForURL(/#comment-/);
    await said('Now there is.').filter({ hasText: 'Patience' }).waitFor();
  });

  it('goes on to more comments, to other orders, and deeper', async () => {
    await open(`/articles/${LONG}`);
    await page.getByText('I am number 24.').waitFor();
    await page.getByRole('link', { name: 'More comments', exact: true }).click();
    await page.getByText('I am number 1.', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Oldest' }).click();
    expect(await page.getByRole('article').first().textContent()).toContain('I am number 1.');
    await page.getByRole('link', { name: 'Top', exact: true }).click();
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();

    await open(`/articles/${SLUG}`);
    await page.getByRole('link', { name: 'Show 1 more reply' }).click();
    await said('And after mine.').waitFor();
    await page.getByRole('link', { name: 'The ferryman’s ledger' }).click();
    await page.getByRole('heading', { level: 1, name: 'The ferryman’s ledger' }).waitFor();
  });

  it('follows a permalink', async () => {
    await open(`/articles/${SLUG}/comments/${newsroom.deepComment}#comment-${newsroom.deepComment}`);
    const target = page.locator(`[id="comment-${newsroom.deepComment}"]`);
    expect(await target.textContent()).toContain('A dog after my own heart.');
    expect(await target.evaluate((element) => element.matches(':target'))).toBe(true);
  });
});
