import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { focusedField, WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the widget at a site with limits of its own', () => {
  const w = new WidgetPage();
  const limits = { commentLength: 500, editWindowMinutes: 60, rewardMax: 5, shownDepth: 3 };

  beforeAll(() => w.start({ limits }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('offers no more than the site allows, and asks for it when a reader begins to act', async () => {
    await w.post('Here before');
    const asked: string[] = [];
    w.host.serve(w.html(w.element('bar') + w.element('thread') + w.script));
    const page = await w.browser.context.newPage();
    const site = `${w.service.url}/v1/sites/${w.site.id}`;
    page.on('request', (request) => request.url() === site && asked.push(request.method()));
    await page.goto(w.host.origin);
    const box = page.getByRole('textbox', { name: 'Comment' });
    await page.getByText('Here before').waitFor();
    await box.waitFor();
    expect(asked).toEqual([]);
    const complaint = () => box.evaluate((field: HTMLTextAreaElement) => field.validationMessage);
    const refill = async (text: string) => {
      await box.fill(text);
      return complaint();
    };
    await poll(
      () => refill('x'.repeat(501)),
      (message) => message === '501 / 500',
    );
    await page.keyboard.press('Control+Enter');
    // What is counted are characters, of which each of these has one.
    expect(await refill('😀'.repeat(501))).toBe('501 / 500');
    expect(await refill('😀'.repeat(500))).toBe('');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article').filter({ hasText: '😀' }).getByRole('button', { name: 'Delete' }).waitFor();
    expect((await w.counters()).comments).toBe(2);
    // The bar and the thread are the page's; they ask once.
    const bar = page.locator('afterword-bar');
    await bar.getByRole('button', { name: /^Reward/ }).click();
    const other = bar.getByRole('spinbutton');
    await bar.getByRole('button', { name: 'Give 5 points' }).waitFor();
    expect(await other.getAttribute('max')).toBe('5');
    expect(await bar.getByRole('radio').count()).toBe(1);
    await other.fill('6');
    expect(await bar.locator('button[type=submit]').isDisabled()).toBe(true);
    await other.fill('5');
    await bar.getByRole('button', { name: 'Give 5 points' }).click();
    await bar.getByText('You gave 5 points. Thank you!').waitFor();
    expect([asked, (await w.counters()).rewards]).toEqual([['GET'], { count: 1, amount: 5 }]);
    await page.close();
  });

  it('lets an author change a comment for as long as the site does', async () => {
    const page = await w.visit(w.element('thread'));
    await page.getByRole('textbox', { name: 'Comment' }).fill('A tpyo');
    await page.keyboard.press('Control+Enter');
    const mine = page.getByRole('article').filter({ hasText: 'A tpyo' });
    await mine.getByRole('button', { name: 'Delete' }).waitFor();
    const edit = mine.getByRole('button', { name: 'Edit' });
    await page.clock.setFixedTime(Date.now() + 30 * 60_000);
    await page.reload();
    await page.getByRole('textbox', { name: 'Comment' }).focus();
    await edit.click();
    await focusedField(page).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('A typo, mended');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article').filter({ hasText: 'A typo, mended' }).getByText('edited').waitFor();
    await page.clock.setFixedTime(Date.now() + 61 * 60_000);
    await page.reload();
    await page.getByRole('textbox', { name: 'Comment' }).focus();
    await page.locator('.aw-tools').waitFor();
    await page.getByRole('article').getByRole('button', { name: 'Delete' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await page.close();
  });
});
