import type { Page, Route } from 'playwright-core';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

const isPost = (route: Route) => route.request().method() === 'POST';

describeInBrowser('what a reader types', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const field = (page: Page) => page.getByRole('textbox', { name: 'Comment', exact: true });
  const comment = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
  const post = (page: Page) => page.getByRole('button', { name: 'Post' }).click();

  async function write(page: Page, text: string): Promise<void> {
    await field(page).fill(text);
    await post(page);
  }

  /** Waits until so many failures are on the device: shortly after they happened. */
  const stored = (page: Page, count: number) =>
    poll(
      () =>
        page.evaluate(
          () =>
            Object.entries<string>(localStorage).filter(
              ([key, value]) => /:unsent:/.test(key) && !/"failure":null/.test(value),
            ).length,
        ),
      (found) => found === count,
    );

  /** Lets no comment through until it is said. */
  async function refusePosts(page: Page): Promise<() => Promise<void>> {
    const refuse = (route: Route) => (isPost(route) ? route.abort() : route.continue());
    await page.route('**/comments', refuse);
    return () => page.unroute('**/comments', refuse);
  }

  describe('stays on the device', () => {
    it('is an edit, until it is saved or cancelled', async () => {
      const page = await w.visit(w.element('thread'));
      await write(page, 'As it was');
      await comment(page, 'As it was').getByRole('button', { name: 'Edit' }).click();
      const editor = page.getByRole('article').getByRole('textbox', { name: 'Comment' });
      await editor.fill('As it is to be');
      await page.reload();
      await comment(page, 'As it was').getByRole('button', { name: 'Edit' }).click();
      expect(await editor.inputValue()).toBe('As it is to be');
      // Escape may be pressed by mistake; Cancel is meant.
      await editor.press('Escape');
      await comment(page, 'As it was').getByRole('button', { name: 'Edit' }).click();
      expect(await editor.inputValue()).toBe('As it is to be');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await comment(page, 'As it was').getByRole('button', { name: 'Edit' }).click();
      expect(await editor.inputValue()).toBe('As it was');
      await editor.fill('As it is now');
      await page.getByRole('button', { name: 'Save' }).click();
      await comment(page, 'As it is now').getByText('edited').waitFor();
      await page.reload();
      await comment(page, 'As it is now').getByRole('button', { name: 'Edit' }).click();
      expect(await editor.inputValue()).toBe('As it is now');
      await page.close();
    });

    it('are comments and replies that failed, with the name, and the text begun since', async () => {
      await w.post('Theirs');
      const page = await w.visit(w.element('thread'));
      const allow = await refusePosts(page);
      await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
      await write(page, 'The first that failed');
      await comment(page, 'The first that failed').getByRole('alert').waitFor();
      await write(page, 'The second that failed');
      await comment(page, 'The second that failed').getByRole('alert').waitFor();
      await comment(page, 'Theirs').getByRole('button', { name: 'Reply' }).click();
      await page.getByRole('textbox', { name: /^Reply to/ }).fill('A reply that failed');
      await page.keyboard.press('Control+Enter');
      await comment(page, 'A reply that failed').getByRole('alert').waitFor();
      await field(page).fill('Begun since');
      await stored(page, 3);

      await page.reload();
      for (const text of ['The first that failed', 'The second that failed', 'A reply that failed'])
        await comment(page, text).getByRole('button', { name: 'Retry' }).waitFor();
      expect(await field(page).inputValue()).toBe('Begun since');
      expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ada');

      await allow();
      for (const text of ['The first that failed', 'The second that failed', 'A reply that failed']) {
        await comment(page, text).getByRole('button', { name: 'Retry' }).click();
        await comment(page, text).getByRole('button', { name: 'Delete' }).waitFor();
        await comment(page, text).getByRole('button', { name: 'Retry' }).waitFor({ state: 'detached' });
      }
      const { total, items } = await w.thread();
      expect([total, items.map(({ author }) => author?.name).sort()]).toEqual([4, ['Ada', 'Ada', 'Somebody']]);
      await page.reload();
      await comment(page, 'A reply that failed').waitFor();
      expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
      await page.close();
    });

    it('is a comment that was on its way when the page was left, and it is stored once', async () => {
      const page = await w.visit(w.element('thread'));
      const held: Route[] = [];
      await page.route('**/comments', async (route) => {
        if (!isPost(route) || held.length > 0) return route.continue();
        held.push(route);
        // It arrives; its answer does not.
        await route.fetch();
      });
      await write(page, 'On its way');
      await poll(
        () => w.thread(),
        ({ total }) => total === 1,
      );
      await page.reload();
      await comment(page, 'On its way').getByRole('button', { name: 'Delete' }).waitFor();
      await poll(
        () => comment(page, 'On its way').count(),
        (count) => count === 1,
      );
      expect((await w.thread()).total).toBe(1);
      await page.close();
    });

    it('is a failed comment that is edited while another one is written', async () => {
      const page = await w.visit(w.element('thread'));
      const allow = await refusePosts(page);
      await write(page, 'The one that failed');
      await comment(page, 'The one that failed').getByRole('alert').waitFor();
      await field(page).first().fill('The next one');
      await comment(page, 'The one that failed').getByRole('button', { name: 'Edit' }).click();
      const editor = page.getByRole('article').getByRole('textbox', { name: 'Comment' });
      expect(await editor.inputValue()).toBe('The one that failed');
      await stored(page, 1);
      await editor.fill('The one that failed, mended');
      expect(await field(page).first().inputValue()).toBe('The next one');
      await page.reload();
      await comment(page, 'The one that failed, mended').getByRole('alert').waitFor();
      expect(await field(page).inputValue()).toBe('The next one');
      await comment(page, 'mended').getByRole('button', { name: 'Edit' }).click();
      await allow();
      await page.getByRole('article').getByRole('button', { name: 'Post' }).click();
      await comment(page, 'mended').getByText('Sending').waitFor({ state: 'detached' });
      await poll(
        () => w.thread(),
        ({ items }) => items.map(({ body }) => body).join() === 'The one that failed, mended',
      );
      await page.close();
    });

    it('is thrown away when its author says so', async () => {
      const page = await w.visit(w.element('thread'));
      await refusePosts(page);
      await write(page, 'Never mind');
      await comment(page, 'Never mind').getByRole('button', { name: 'Delete' }).click();
      await comment(page, 'Never mind').waitFor({ state: 'detached' });
      await page.reload();
      await field(page).click();
      await page.locator('.aw-tools').waitFor();
      expect(await comment(page, 'Never mind').count()).toBe(0);
      await page.close();
    });
  });

  describe('keeps the focus', () => {
    const holdPosts = async (page: Page) => {
      const held: Route[] = [];
      await page.route('**/comments', (route) => (isPost(route) ? void held.push(route) : route.continue()));
      return async () => {
        await poll(
          () => held.length,
          (count) => count > 0,
        );
        return () => held.shift()!.continue();
      };
    };

    it.each(['Control+Enter', 'the button'])(
      'while a comment is slow, sent by %s, and the next one is typed',
      async (by) => {
        const page = await w.visit(w.element('thread'));
        const next = await holdPosts(page);
        await field(page).fill('A slow one');
        if (by === 'the button') await post(page);
        else await field(page).press(by);
        const letGo = await next();
        await field(page).click();
        await page.keyboard.type('The next ');
        await letGo();
        await comment(page, 'A slow one').getByRole('button', { name: 'Delete' }).waitFor();
        await page.keyboard.type('one');
        expect(await field(page).inputValue()).toBe('The next one');
        await page.reload();
        expect(await field(page).inputValue()).toBe('The next one');
        await page.close();
      },
    );

    it('while a reply is slow', async () => {
      await w.post('Theirs');
      const page = await w.visit(w.element('thread'));
      const next = await holdPosts(page);
      await comment(page, 'Theirs').getByRole('button', { name: 'Reply' }).click();
      await page.getByRole('textbox', { name: /^Reply to/ }).fill('A slow reply');
      await page.keyboard.press('Control+Enter');
      const letGo = await next();
      await field(page).click();
      await page.keyboard.type('Meanwhile ');
      await letGo();
      await comment(page, 'A slow reply').getByRole('button', { name: 'Delete' }).waitFor();
      await page.keyboard.type('here');
      expect(await field(page).inputValue()).toBe('Meanwhile here');
      await page.close();
    });

    it('while the code of something else that was pressed is loaded', async () => {
      const page = await w.visit(`<input aria-label="Host">${w.element('bar')}`);
      const held: Route[] = [];
      await page.route('**/lang-en-*', (route) => void held.push(route));
      await page
        .locator('afterword-bar')
        .getByRole('button', { name: /^Share/ })
        .click();
      await page.getByLabel('Host').click();
      await page.keyboard.type('Some');
      await poll(
        () => held.length,
        (count) => count > 0,
      );
      for (const route of held.splice(0)) await route.continue();
      await page.getByRole('group', { name: 'Share this page' }).waitFor();
      await page.keyboard.type('thing');
      expect(await page.getByLabel('Host').inputValue()).toBe('Something');
      await page.close();
    });
  });

  it('is posted once, however often Post is pressed', async () => {
    const page = await w.visit(w.element('thread'));
    await field(page).fill('Only once');
    // In one turn: faster than anybody presses, and before anything is rendered again.
    await page.getByRole('button', { name: 'Post' }).evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await field(page).press('Control+Enter');
    await comment(page, 'Only once').getByRole('button', { name: 'Delete' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect((await w.thread()).total).toBe(1);
    await page.close();
  });

  describe('is refused with a reason', () => {
    it('where there is nothing to post', async () => {
      const page = await w.visit(w.element('thread'));
      for (const nothing of ['', '  \n ', '\u200b', '\u3164\u2800']) {
        await field(page).fill(nothing);
        await post(page);
        await page.getByText('Write something first.').waitFor();
        await field(page).fill('x');
        await page.getByText('Write something first.').waitFor({ state: 'detached' });
      }
      expect((await w.thread()).total).toBe(0);
      await page.close();
    });

    it('where it is too long, and none of it is cut', async () => {
      const page = await w.visit(w.element('thread'));
      const paste = async (text: string) => {
        await field(page).fill('');
        await field(page).focus();
        await page.keyboard.insertText(text);
      };
      await paste('x'.repeat(10_500));
      await page.getByText('10,500 / 10,000').waitFor();
      expect(await field(page).inputValue()).toHaveLength(10_500);
      await post(page);
      expect(await field(page).inputValue()).toHaveLength(10_500);
      // Characters are counted as readers count them.
      await paste('🙂'.repeat(9_900));
      await page.getByText('9,900 / 10,000').waitFor();
      const name = page.getByRole('textbox', { name: 'Name' });
      const change = page.getByRole('button', { name: 'Change name' });
      await name.or(change).waitFor();
      // Of a reader who has posted something in a test before this one.
      if (await change.isVisible()) await change.click();
      await name.fill('n'.repeat(81));
      await page.getByText('Name: 81 / 80').waitFor();
      expect(await name.inputValue()).toHaveLength(81);
      expect((await w.thread()).total).toBe(0);
      await page.close();
    });

    it('where a reward cannot be given', async () => {
      const page = await w.visit(w.element('bar'));
      await page.route('**/v1/me', async (route) => {
        const response = await route.fetch();
        const me = (await response.json()) as { wallet: { balance: number } };
        me.wallet.balance = 3;
        await route.fulfill({ response, json: me });
      });
      await page.getByRole('button', { name: /^Reward/ }).click();
      const panel = page.getByRole('group', { name: 'Reward', exact: true });
      const give = panel.getByRole('button').first();
      await panel.getByText('You don’t have that many.').waitFor();
      expect(await give.isDisabled()).toBe(true);
      await panel.getByText('1 point', { exact: true }).click();
      expect(await give.isDisabled()).toBe(false);
      const other = panel.getByRole('spinbutton');
      for (const wrong of ['5000', '0', '-1', '1.5', '1e']) {
        await other.fill('');
        await other.pressSequentially(wrong);
        await panel.getByText('Enter a whole number from 1 to 1,000.').waitFor();
        expect([wrong, await give.isDisabled()]).toEqual([wrong, true]);
      }
      await other.fill('2');
      await panel.getByRole('button', { name: 'Give 2 points' }).waitFor();
      expect(await panel.getByText(/Enter a whole|enough points/).count()).toBe(0);
      await page.close();
    });
  });
});
