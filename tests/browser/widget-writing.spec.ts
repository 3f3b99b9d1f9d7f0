import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('what a thread can do', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('formats by keys and buttons, and shows how it will look', async () => {
    const page = await w.visit(w.element('thread'));
    const box = page.getByRole('textbox', { name: 'Comment' });
    await box.click();
    await page.getByRole('button', { name: 'Bold' }).waitFor();
    await page.keyboard.type('strong');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+b');
    expect(await box.inputValue()).toBe('**strong**');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+i');
    await page.keyboard.type('thin');
    expect(await box.inputValue()).toBe('**strong**_thin_');
    await page.keyboard.press('Control+a');
    await page.getByRole('button', { name: 'Quote' }).click();
    expect(await box.inputValue()).toBe('> **strong**_thin_\n\n');
    for (const [name, text] of [
      ['Bold', '**wide**'],
      ['Italic', '_wide_'],
      ['Link', '[wide]()'],
    ] as const) {
      await box.fill('wide');
      await page.keyboard.press('Control+a');
      // A click waits until nothing covers the button.
      await page.getByRole('button', { name, exact: true }).click();
      expect(await box.inputValue()).toContain(text.replace('()', ''));
    }
    await box.fill('**strong** and [here](https://example.com)');
    await page.getByRole('button', { name: 'Preview' }).click();
    const preview = page.getByRole('group', { name: 'Preview' });
    await preview.getByRole('link', { name: 'here' }).waitFor();
    expect(await preview.locator('strong').textContent()).toBe('strong');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Write' }).click();
    await poll(
      () => box.evaluate((field: HTMLElement) => field.matches(':focus')),
      (focused) => focused,
    );
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article').locator('.aw-body strong').waitFor();
    expect((await w.thread()).total).toBe(1);
    await page.close();
  });

  it('quotes what is answered', async () => {
    await w.post('Line one\nLine two');
    const page = await w.visit(w.element('thread'));
    await page.getByRole('button', { name: 'Reply' }).click();
    const box = page.getByRole('textbox', { name: /^Reply to/ });
    await page.getByRole('article').getByRole('button', { name: 'Quote' }).click();
    expect(await box.inputValue()).toBe('> Line one\n> Line two\n\n');
    await page.keyboard.type('Yes.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article').filter({ hasText: 'Yes.' }).locator('blockquote').waitFor();
    await page.close();
  });

  it('folds replies, and opens them again', async () => {
    const parent = await w.post('The parent');
    await w.post('A child', parent.id);
    const page = await w.visit(w.element('thread'));
    const hide = page.getByRole('button', { name: 'Hide replies' });
    await hide.click();
    await page.getByText('A child').waitFor({ state: 'detached' });
    const show = page.getByRole('button', { name: 'Show 1 reply' });
    expect(await show.getAttribute('aria-expanded')).toBe('false');
    await show.press('Enter');
    await page.getByText('A child').waitFor();
    await page.close();
  });

  it('takes every reaction of the site on a comment, and a reward that can be taken back', async () => {
    const { id } = await w.post('Worth something');
    const page = await w.visit(w.element('thread'));
    const comment = page.getByRole('article');
    await comment.getByRole('button', { name: 'Insightful' }).click();
    await comment.getByRole('button', { name: 'Insightful 1', pressed: true }).waitFor();
    await comment.getByRole('button', { name: 'Reward' }).click();
    const panel = page.getByRole('group', { name: 'Reward', exact: true });
    await panel.getByRole('button', { name: 'Give 10 points' }).click();
    await panel.getByText('You gave 10 points. Thank you!').waitFor();
    await comment.getByRole('button', { name: 'Reward 1, 10 points in all' }).waitFor();
    const stored = async () => (await w.thread()).items.find((one) => one.id === id)!;
    expect((await stored()).rewards).toEqual({ count: 1, amount: 10 });
    expect((await stored()).reactions.insightful).toBe(1);
    await panel.getByRole('button', { name: 'Undo' }).click();
    await panel.getByText('10 points returned to you.').waitFor();
    expect((await stored()).rewards).toEqual({ count: 0, amount: 0 });
    await page.keyboard.press('Escape');
    await page.close();
  });

  it('shows a linked comment beyond the first page below what it answers, and says when it is gone', async () => {
    const parent = await w.post('The oldest of all');
    const reply = await w.post('The one that is meant', parent.id);
    for (let index = 0; index < 25; index += 1) await w.post(`Filler ${index}`);
    const page = await w.visit(w.element('thread'), { path: `/#comment-${reply.id}` });
    const linked = page.getByRole('group', { name: 'Linked comment' });
    const meant = linked.getByRole('article').filter({ hasText: 'The one that is meant' });
    await meant.waitFor();
    expect(await meant.getAttribute('data-target')).toBe('');
    expect(await linked.getByRole('article').count()).toBe(2);
    await poll(
      () => meant.evaluate((article) => article.getBoundingClientRect().top),
      (top) => top > 0 && top < 700,
    );
    // Once the list has come to it, it stands there, and only there.
    await page.getByRole('button', { name: 'More comments' }).click();
    await poll(
      async () => [await linked.count(), await page.getByText('The one that is meant').count()],
      ([groups, comments]) => groups === 0 && comments === 1,
    );
    await page.evaluate(() => {
      location.hash = '#comment-01890000-0000-7000-8000-000000000000';
    });
    await page.getByText('The linked comment is no longer available.').waitFor();
    await page.close();
  });
});
