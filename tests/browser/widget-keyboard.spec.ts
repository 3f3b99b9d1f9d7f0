import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { focusedField, WidgetPage } from '@afterword/testing/widget-page';

interface Panel {
  name: string;
  /** Opens it by keyboard. */
  open: (page: Page) => Promise<void>;
  find: (page: Page) => Locator;
  /** Whether Escape closes it. */
  closes: boolean;
}

const bar = (page: Page) => page.locator('afterword-bar');
const comment = (page: Page, text: string) => page.getByRole('article').filter({ hasText: text });
const press = (button: Locator) => button.press('Enter');

const panels: Panel[] = [
  {
    name: 'the reward of a page',
    open: (page) => press(bar(page).getByRole('button', { name: /^Reward/ })),
    find: (page) => page.getByRole('group', { name: 'Reward', exact: true }),
    closes: true,
  },
  {
    name: 'the share panel',
    open: async (page) => {
      await press(bar(page).getByRole('button', { name: /^Share/ }));
      await page.getByRole('textbox', { name: 'Link to this page' }).waitFor();
    },
    find: (page) => page.getByRole('group', { name: 'Share this page' }),
    closes: true,
  },
  {
    name: 'the composer',
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Comment', exact: true }).focus();
      await page.locator('.aw-tools').waitFor();
    },
    find: (page) => page.locator('afterword-thread form').first(),
    closes: false,
  },
  {
    name: 'the preview of a comment',
    open: async (page) => {
      await page
        .getByRole('textbox', { name: 'Comment', exact: true })
        .fill('A text with [a link](https://example.com)');
      await press(page.getByRole('button', { name: 'Preview' }));
      await page.getByRole('group', { name: 'Preview' }).waitFor();
    },
    find: (page) => page.locator('afterword-thread form').first(),
    closes: false,
  },
  {
    name: 'a reply',
    open: (page) => press(comment(page, 'Theirs').getByRole('button', { name: 'Reply' })),
    find: (page) => comment(page, 'Theirs').locator('form'),
    closes: true,
  },
  {
    name: 'the reward of a comment',
    open: (page) => press(comment(page, 'Theirs').getByRole('button', { name: 'Reward' })),
    find: (page) => page.getByRole('group', { name: 'Reward', exact: true }),
    closes: true,
  },
  {
    name: 'a given reward',
    open: async (page) => {
      await press(comment(page, 'Theirs').getByRole('button', { name: 'Reward' }));
      await press(page.getByRole('button', { name: 'Give 10 points' }));
      await page.getByText('You gave 10 points. Thank you!').waitFor();
      // The button that had the focus is gone, and the focus with it.
      await page.getByRole('button', { name: 'Undo' }).focus();
    },
    find: (page) => page.getByRole('group', { name: 'Reward', exact: true }),
    closes: true,
  },
  {
    name: 'a given reward of the page',
    open: async (page) => {
      await press(bar(page).getByRole('button', { name: /^Reward/ }));
      await press(page.getByRole('button', { name: 'Give 10 points' }));
      await page.getByRole('button', { name: 'Undo' }).focus();
    },
    find: (page) => page.getByRole('group', { name: 'Reward', exact: true }),
    closes: true,
  },
  {
    name: 'the preview of a reply',
    open: async (page) => {
      await press(comment(page, 'Theirs').getByRole('button', { name: 'Reply' }));
      await focusedField(page).fill('A text with [a link](https://example.com)');
      await press(page.getByRole('article').getByRole('button', { name: 'Preview' }));
      await page.getByRole('group', { name: 'Preview' }).waitFor();
    },
    find: (page) => comment(page, 'Theirs').locator('form'),
    closes: true,
  },
  {
    name: 'the account',
    open: async (page) => {
      await press(page.getByRole('button', { name: 'Change name' }));
      await page.getByRole('textbox', { name: 'Name' }).fill('Another name');
      await page.locator('.aw-account').getByRole('button').first().focus();
    },
    find: (page) => page.locator('.aw-account'),
    closes: false,
  },
  {
    name: 'the order of comments',
    open: (page) => page.locator('.aw-tabs input:checked').focus(),
    find: (page) => page.locator('.aw-tabs'),
    closes: false,
  },
  {
    name: 'a comment that was not sent',
    open: async (page) => {
      await page.route('**/comments', (route) =>
        route.request().method() === 'POST' ? route.abort('connectionrefused') : route.continue(),
      );
      await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Lost');
      await page.keyboard.press('Control+Enter');
      await comment(page, 'Lost').getByRole('button', { name: 'Retry' }).focus();
    },
    find: (page) => comment(page, 'Lost'),
    closes: false,
  },
  {
    name: 'a like that was not stored',
    open: async (page) => {
      await page.route('**/reactions/like', (route) => route.abort('connectionrefused'));
      await press(bar(page).getByRole('button', { name: /^Like/ }));
      await bar(page).getByRole('button', { name: 'Retry' }).focus();
    },
    find: (page) => bar(page).getByRole('alert'),
    closes: false,
  },
  {
    name: 'a change of a comment',
    open: (page) => press(comment(page, 'Mine').getByRole('button', { name: 'Edit' })),
    find: (page) => page.getByRole('article').locator('form'),
    closes: true,
  },
  {
    name: 'the question before a comment is deleted',
    open: (page) => press(comment(page, 'Mine').getByRole('button', { name: 'Delete' })),
    find: (page) => page.getByRole('group', { name: 'Delete this comment? This can’t be undone.' }),
    closes: true,
  },
];

interface Position {
  /** How many controls of the panel Tab reaches. */
  stops: number;
  /** Which of them has the focus; -1 where none has. */
  at: number;
  /** Whether the panel or something in it has the focus. */
  inside: boolean;
}

declare global {
  interface Window {
    /** What Tab reaches in a panel, in its order: a group of radio buttons once. */
    stopsIn: (panel: Element) => HTMLElement[];
    clicks: number;
  }
}

function defineStops(): void {
  window.stopsIn = (panel) =>
    [...panel.querySelectorAll<HTMLInputElement>('a[href],button,input,textarea,[tabindex="0"]')].filter(
      (one) => !one.disabled && one.checkVisibility() && (one.type !== 'radio' || one.checked),
    );
}

const positionIn = (panel: Locator): Promise<Position> =>
  panel.evaluate((element) => {
    const stops = window.stopsIn(element);
    const focused = (element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    return { stops: stops.length, at: focused ? stops.indexOf(focused) : -1, inside: element.contains(focused) };
  });

describeInBrowser('the keyboard', () => {
  const w = new WidgetPage();

  beforeAll(async () => {
    await w.start();
    await w.browser.context.addInitScript(defineStops);
  });
  afterAll(() => w.stop());
  beforeEach(() => w.next());
  // A page that stays open holds connections; a browser has few for each host.
  afterEach(() => w.closePages());

  async function visit(): Promise<Page> {
    await w.post('Theirs');
    const page = await w.visit(
      `<button>Before</button>${w.element('bar')}${w.element('thread')}<button>After</button>`,
    );
    await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Mine');
    await page.getByRole('button', { name: 'Post' }).click();
    await comment(page, 'Mine').getByRole('button', { name: 'Delete' }).waitFor();
    return page;
  }

  async function open(page: Page, panel: Panel): Promise<Locator> {
    await panel.open(page);
    const found = panel.find(page);
    await found.waitFor();
    await poll(
      () => positionIn(found),
      ({ inside }) => inside,
    );
    return found;
  }

  /** Presses a key until the focus is outside the panel, at most once more than there are controls. */
  async function leave(page: Page, panel: Locator, key: string): Promise<number[]> {
    const seen: number[] = [];
    for (let { stops } = await positionIn(panel); stops >= 0; stops -= 1) {
      await page.keyboard.press(key);
      const { at, inside } = await positionIn(panel);
      if (!inside) return seen;
      seen.push(at);
    }
    throw new Error(`The focus cannot leave by ${key}: it went to ${seen.join()}`);
  }

  /** Whether a key activates a control. What the control does is left out, so that each can be tried. */
  async function activates(page: Page, panel: Locator, at: number, key: string): Promise<boolean> {
    await panel.evaluate((element, index) => {
      window.clicks = 0;
      const count = (event: Event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        window.clicks += 1;
      };
      addEventListener('click', count, { capture: true, once: true });
      window.stopsIn(element)[index]!.focus();
    }, at);
    await page.keyboard.press(key);
    const clicks = await page.evaluate(() => window.clicks);
    if (clicks === 0) await page.evaluate(() => document.body.click());
    return clicks > 0;
  }

  it.each(panels)('walks through $name and out again', async (panel) => {
    const page = await visit();
    const found = await open(page, panel);
    const { stops, at } = await positionIn(found);
    const all = Array.from({ length: stops }, (_, index) => index);
    expect(stops).toBeGreaterThan(0);
    expect(await leave(page, found, 'Tab')).toEqual(all.slice(at + 1));
    expect(await leave(page, found, 'Shift+Tab')).toEqual([...all].reverse());

    const kinds = await found.evaluate((element) => window.stopsIn(element).map(({ localName }) => localName));
    for (const [index, kind] of kinds.entries()) {
      const keys = { button: ['Enter', 'Space'], a: ['Enter'] }[kind] ?? [];
      for (const key of keys)
        expect([index, key, await activates(page, found, index, key)]).toEqual([index, key, true]);
    }
    for (const field of await found
      .locator('textarea:visible, input:not([type=radio], [type=checkbox], [readonly])')
      .all()) {
      await field.press('End');
      await page.keyboard.type('12');
      expect(await field.inputValue()).toMatch(/12$/);
    }

    for (const box of await found.getByRole('checkbox').all()) {
      const before = await box.isChecked();
      await box.press('Space');
      expect(await box.isChecked()).toBe(!before);
    }

    if (!panel.closes) return;
    await found.locator('button').last().focus();
    await page.keyboard.press('Escape');
    await found.waitFor({ state: 'detached' });
    // Whoever closes a panel goes on from where it was.
    await poll(
      () => page.evaluate(() => document.activeElement?.localName ?? ''),
      (name) => name.startsWith('afterword-'),
    );
  });

  it('gives a reward of any amount', async () => {
    const page = await visit();
    await open(page, panels[0]!);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.getByText('You gave 7 points. Thank you!').waitFor();
  });

  it('does not delete a comment when the question is cancelled', async () => {
    const page = await visit();
    const question = await open(page, panels.at(-1)!);
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(await comment(page, 'Mine').count()).toBe(1);
    expect((await w.thread()).total).toBe(2);
  });
});
