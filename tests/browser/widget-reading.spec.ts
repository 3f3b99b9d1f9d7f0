import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';
import { takePicture } from '@afterword/testing/pictures';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { Page } from 'playwright-core';

describeInBrowser('reading a thread', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const comment = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
  const visit = (path = '/') => w.visit(w.element('thread'), { path });

  it('marks and counts what has come since the last visit, and leads to it', async () => {
    await w.post('Seen before');
    const page = await visit();
    await comment(page, 'Seen before').waitFor();
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    expect(await page.getByRole('button', { name: /since your last visit/ }).count()).toBe(0);
    // The device has noted it.
    await poll(
      () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('visits:')).length),
      (count) => count === 1,
    );
    await w.post('Came meanwhile');
    await page.reload();
    const news = page.getByRole('button', { name: '1 new comment since your last visit' });
    await news.waitFor();
    await comment(page, 'Came meanwhile').getByText('New', { exact: true }).waitFor();
    expect(await comment(page, 'Seen before').getByText('New', { exact: true }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'widget-new-light-1280');
    await news.click();
    await poll(
      () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent),
      (text) => Boolean(text?.includes('Came meanwhile')),
    );
    await page.reload();
    await comment(page, 'Came meanwhile').waitFor();
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    expect(await page.getByRole('button', { name: /since your last visit/ }).count()).toBe(0);
    await page.close();
  });

  it('remembers the order of comments', async () => {
    await w.post('First');
    await w.post('Second');
    const page = await visit();
    await page.getByText('Oldest').click();
    const order = () => page.getByRole('article').locator('.aw-body').allTextContents();
    const isOldestFirst = (texts: string[]) => texts.join() === 'First,Second';
    await poll(order, isOldestFirst);
    await page.reload();
    await page.getByRole('radio', { name: 'Oldest', checked: true }).waitFor();
    await poll(order, isOldestFirst);
    await page.close();
  });

  it('tells the author of the page, and what the author has answered', async () => {
    const question = await w.post('Why the ferry?', undefined, 'Reader');
    const answer = await w.post('Because it waited.', question.id, 'Writer');
    const authors = { authors: [{ id: answer.author!.id }] };
    const path = `/v1/admin/sites/${w.site.id}/pages/${w.key}`;
    expectStatus(200, await w.service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: authors }));
    const page = await visit();
    await comment(page, 'Because it waited.').getByText('Author', { exact: true }).waitFor();
    const replied = comment(page, 'Why the ferry?').getByRole('link', { name: 'Author replied' });
    expect(await replied.getAttribute('href')).toBe(`${w.host.origin}/#comment-${answer.id}`);
    expect(await page.getByText('Author replied').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('remembers the order of the authors for pages that have some, and shows others in the usual one', async () => {
    const question = await w.post('Why the ferry?', undefined, 'Reader');
    await w.post('Unanswered', undefined, 'Reader');
    const answer = await w.post('Because it waited.', question.id, 'Writer');
    const path = `/v1/admin/sites/${w.site.id}/pages/${w.key}`;
    const authors = { authors: [{ id: answer.author!.id }] };
    expectStatus(200, await w.service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: authors }));
    const authored = w.key;
    const page = await visit();
    await comment(page, 'Unanswered').waitFor();
    await page.getByText('Author', { exact: true }).first().click();
    await comment(page, 'Unanswered').waitFor({ state: 'detached' });
    w.next();
    await w.post('By nobody in particular');
    const other = await visit();
    await comment(other, 'By nobody in particular').waitFor();
    await other.getByRole('radio', { name: 'Top', checked: true }).waitFor();
    expect(await other.getByText('No comments yet').count()).toBe(0);
    await other.close();
    w.key = authored;
    const again = await visit();
    await again.getByRole('radio', { name: 'Author', checked: true }).waitFor();
    await comment(again, 'Why the ferry?').waitFor();
    expect(await comment(again, 'Unanswered').count()).toBe(0);
    await again.close();
    await page.close();
  });

  it('offers the way back to whoever came by a link to a comment', async () => {
    const { id } = await w.post('Linked from elsewhere');
    await w.post('Another one');
    const page = await w.visit(`<div style="height: 3000px">A long article</div>${w.element('thread')}`, {
      path: `/#comment-${id}`,
    });
    const back = page.getByRole('button', { name: 'Back to the article' });
    await back.waitFor();
    await poll(
      () => page.evaluate(() => scrollY),
      (y) => y > 1000,
    );
    expect(await comment(page, 'Another one').getByRole('button', { name: 'Back to the article' }).count()).toBe(0);
    await takePicture(page, 'widget-linked-light-1280', true, { fullPage: false });
    await back.click();
    await poll(
      () => page.evaluate(() => scrollY),
      (y) => y === 0,
    );
    await page.close();
  });
});
