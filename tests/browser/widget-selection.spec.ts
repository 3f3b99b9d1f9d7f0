import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { WidgetPage } from '@afterword/testing/widget-page';

/** Chromium has it; the standard does not name it. */
interface SelectableRoot extends ShadowRoot {
  getSelection(): Selection;
}

describeInBrowser('a reader who selects text', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('keeps the selection and the focus when others like and when time passes', async () => {
    const { id } = await w.post('A first line\nand a second one with [a link](https://example.com) & "quotes"');
    w.host.serve(w.html(w.element('bar') + w.element('thread') + w.script));
    const page = await w.browser.context.newPage();
    await page.clock.install();
    const streaming = page.waitForResponse(/\/events(\?|$)/);
    await page.goto(w.host.origin);
    const text = page.getByRole('article').locator('.aw-body');
    await text.waitFor();
    expect(await text.locator('br').count()).toBe(1);
    await streaming;

    await text.evaluate((body) => {
      body.querySelector('a')!.focus();
      const selection = (body.getRootNode() as SelectableRoot).getSelection();
      selection.selectAllChildren(body.querySelector('p')!);
    });
    const kept = () =>
      text.evaluate((body) => {
        const root = body.getRootNode() as SelectableRoot;
        return [root.getSelection().toString().split('\n')[0], root.activeElement?.localName];
      });
    expect(await kept()).toEqual(['A first line', 'a']);

    const token = await w.service.api.guest(w.site.id, 'Another');
    expectStatus(200, await w.service.api.call('PUT', `${w.path}/reactions/like`, { token }));
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    expect(await kept()).toEqual(['A first line', 'a']);

    expectStatus(200, await w.service.api.call('PUT', `/v1/comments/${id}/reactions/like`, { token }));
    await page.getByRole('article').getByRole('button', { name: 'Like 1' }).waitFor();
    expect(await kept()).toEqual(['A first line', 'a']);

    const age = page.getByRole('article').locator('time');
    const before = await age.textContent();
    await page.clock.fastForward(180_000);
    await page.waitForFunction(([element, old]) => element?.textContent !== old, [
      await age.elementHandle(),
      before,
    ] as const);
    expect(await kept()).toEqual(['A first line', 'a']);
    await page.close();
  });
});
