import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { focusedField, WidgetPage } from '@afterword/testing/widget-page';

declare global {
  interface Window {
    /** Keys that the host saw, and whether they were prevented. */
    keys: string[];
  }
}

/** A host with shortcuts of one key: it ignores what is typed into fields that it can see. */
function listenForShortcuts(): void {
  window.keys = [];
  for (const name of ['keydown', 'keypress', 'keyup'] as const)
    document.addEventListener(name, ({ key, target, defaultPrevented }) => {
      if (!(target as Element).matches('input, textarea'))
        window.keys.push(`${name} ${key}${defaultPrevented ? ' prevented' : ''}`);
    });
}

describeInBrowser('a host page and the widget on it', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());
  afterEach(() => w.closePages());

  const seen = (page: Page) => page.evaluate(() => window.keys.splice(0));

  describe('keys', () => {
    it('stay with us when they are typed into a field, in every field there is', async () => {
      await w.post('To reply to');
      const page = await w.visit(w.element('bar') + w.element('thread'));
      await page.evaluate(listenForShortcuts);
      const fields = page.locator('textarea:visible, input:visible');
      const comment = page.getByRole('textbox', { name: 'Comment', exact: true });
      await comment.focus();
      await page.locator('.aw-tools').waitFor();
      await page.getByRole('article').getByRole('button', { name: 'Reply' }).click();
      await page.getByRole('article').getByRole('button', { name: 'Reward' }).click();
      await page.getByRole('button', { name: /^Share/ }).click();
      await page.getByRole('textbox', { name: 'Link to this page' }).waitFor();
      await seen(page);
      const count = await fields.count();
      expect(count).toBeGreaterThanOrEqual(5);
      for (const field of await fields.all()) {
        await field.focus();
        await page.keyboard.type('this is fine/ok?');
        for (const key of ['1', 'Backspace', 'ArrowLeft', 'Control+b', 'Control+k', 'Shift+/'])
          await page.keyboard.press(key);
        expect([await field.getAttribute('aria-label'), await seen(page)]).toEqual([
          await field.getAttribute('aria-label'),
          [],
        ]);
      }
      // A dialog of the host that keeps the focus inside has to see Tab.
      await comment.focus();
      await page.keyboard.press('Tab');
      expect(await seen(page)).toContain('keydown Tab');
      // Outside fields, keys are the host's.
      await page.getByRole('heading', { name: /^Comments/ }).focus();
      await page.keyboard.press('s');
      expect(await seen(page)).toContain('keydown s');
    });

    it('that closed something close nothing of the host', async () => {
      await w.post('In a dialog');
      const page = await w.visit(`<dialog>${w.element('bar')}${w.element('thread')}</dialog>`);
      await page.evaluate(() => document.querySelector('dialog')!.showModal());
      await page.evaluate(listenForShortcuts);
      const escapes = async () => (await seen(page)).filter((key) => key === 'keydown Escape');
      const isOpen = () => page.evaluate(() => document.querySelector('dialog')!.open);

      await page.getByRole('article').getByRole('button', { name: 'Reply' }).click();
      await focusedField(page).waitFor();
      await page.keyboard.press('Escape');
      await focusedField(page).waitFor({ state: 'detached' });
      expect([await escapes(), await isOpen()]).toEqual([[], true]);

      await page.getByRole('button', { name: /^Share/ }).click();
      await page.getByRole('textbox', { name: 'Link to this page' }).focus();
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Link to this page' }).waitFor({ state: 'detached' });
      expect([await escapes(), await isOpen()]).toEqual([[], true]);

      // It did nothing of ours here.
      await page.getByRole('textbox', { name: 'Comment', exact: true }).focus();
      await page.keyboard.press('Escape');
      expect([await escapes(), await isOpen()]).toEqual([['keydown Escape'], false]);
    });

    it('that belong to an input method close and post nothing', async () => {
      await w.post('To reply to');
      const page = await w.visit(w.element('bar') + w.element('thread'));
      await page.getByRole('article').getByRole('button', { name: 'Reply' }).click();
      await focusedField(page).fill('日本語');
      await page.getByRole('article').getByRole('button', { name: 'Reward' }).click();
      await page.getByRole('group', { name: 'Reward', exact: true }).waitFor();
      for (const field of await page.getByRole('article').locator('textarea, input[type=number]').all()) {
        await field.evaluate((one) => {
          // Safari's last key of a composition comes after its end.
          for (const more of [{ isComposing: true }, { keyCode: 229 }])
            for (const key of [{ key: 'Escape' }, { key: 'Enter', ctrlKey: true }])
              one.dispatchEvent(new KeyboardEvent('keydown', { ...key, ...more, bubbles: true, composed: true }));
        });
      }
      expect(await page.getByRole('article').locator('textarea').inputValue()).toBe('日本語');
      expect(await page.getByRole('group', { name: 'Reward', exact: true }).count()).toBe(1);
      expect((await w.thread()).total).toBe(1);
    });
  });

  it('leaves the host its nodes, which a framework goes on changing', async () => {
    await w.post('Ours');
    const source = `
      import { createElement as h, useState } from 'react';
      import { createRoot } from 'react-dom/client';
      import { flushSync } from 'react-dom';
      function App() {
        const [step, setStep] = useState(0);
        window.step = () => flushSync(() => setStep((old) => old + 1));
        const inside = [
          ['text', h('p', { key: 'a' }, 'Loading ', step)],
          [h('p', { key: 'b' }, 'Other'), step],
          null,
          [h('i', { key: 'c' }, 'New'), 'text ' + step],
        ][step % 4];
        return ['bar', 'thread', 'count'].map((name) => h('afterword-' + name, { key: name, site: ${JSON.stringify(w.site.id)}, page: ${JSON.stringify(w.key)} }, inside));
      }
      createRoot(document.getElementById('app')).render(h(App));`;
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: __dirname },
      bundle: true,
      write: false,
      format: 'iife',
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    const page = await w.visit('<div id="app"></div>');
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.addScriptTag({ content: outputFiles[0]!.text });
    await page.getByRole('article').getByText('Ours').waitFor();
    const texts = await page.evaluate(() =>
      Array.from({ length: 8 }, () => {
        (window as unknown as { step: () => void }).step();
        return document.querySelector('afterword-thread')!.textContent;
      }),
    );
    expect([texts.slice(0, 4), errors]).toEqual([['Other1', '', 'Newtext 3', 'textLoading 4'], []]);
    expect(await page.getByRole('article').getByText('Ours').isVisible()).toBe(true);
  });

  it('speaks one language when the page’s changes, in elements and in shadow roots of the host', async () => {
    await w.post('Ein Text');
    const page = await w.visit(`${w.element('bar')}<div id="app"></div>${w.element('count')}`);
    await page.locator('#app').evaluate((app, html) => {
      app.attachShadow({ mode: 'open' }).innerHTML = `<div>${html}</div>`;
    }, w.element('thread'));
    await page.getByRole('heading', { name: 'Comments 1' }).waitFor();
    await page.getByRole('button', { name: /^Share/ }).click();
    await page.getByText('Copy link').waitFor();
    await page.evaluate(() => (document.documentElement.lang = 'de'));
    await page.getByRole('heading', { name: 'Kommentare 1' }).waitFor();
    await page.getByRole('button', { name: /^Teilen/ }).waitFor();
    expect(await page.getByText(/Copy link|Like|Reply/).count()).toBe(0);
    await page.locator('#app').evaluate((app) => app.shadowRoot!.querySelector('div')!.setAttribute('lang', 'fr'));
    await page.getByRole('heading', { name: 'Commentaires 1' }).waitFor();
  });

  it('keeps its looks in another document', async () => {
    await w.post('On the move');
    const page = await w.visit(`${w.element('bar')}${w.element('thread')}<iframe title="Another"></iframe>`);
    await page.getByRole('article').waitFor();
    await page.getByRole('textbox', { name: 'Comment', exact: true }).focus();
    await page.locator('.aw-tools').waitFor();
    const looks = (inFrame: boolean) =>
      page.evaluate((frame) => {
        const owner = frame ? document.querySelector('iframe')!.contentDocument! : document;
        return ['afterword-bar .aw-pill', 'afterword-thread .aw-avatar', 'afterword-thread .aw-composer'].map(
          (path) => {
            const [name = '', selector = ''] = path.split(' ');
            const part = owner.querySelector(name)!.shadowRoot!.querySelector(selector)!;
            const { display, borderTopLeftRadius, fontFamily } = getComputedStyle(part);
            return [display, borderTopLeftRadius, fontFamily];
          },
        );
      }, inFrame);
    const before = await looks(false);
    await page.evaluate(() => {
      const { body } = document.querySelector('iframe')!.contentDocument!;
      body.append(...document.querySelectorAll('afterword-bar, afterword-thread'));
    });
    expect(await looks(true)).toEqual(before);
    // And what is adopted there later.
    await page
      .frameLocator('iframe')
      .getByRole('button', { name: /^Share/ })
      .click();
    const panel = page.frameLocator('iframe').locator('.aw-panel');
    await panel.waitFor();
    expect(await panel.evaluate((one) => getComputedStyle(one).display)).toBe('grid');
    // And back.
    await page.evaluate(() => {
      document.body.append(
        ...document.querySelector('iframe')!.contentDocument!.querySelectorAll('afterword-bar, afterword-thread'),
      );
    });
    expect(await looks(false)).toEqual(before);
  });

  describe('on paper', () => {
    const far = '<div style="height: 4000px">An article.</div>';

    it('has the comments that nobody has scrolled to', async () => {
      await w.post('To be printed');
      const page = await w.visit(far + w.element('thread'));
      await page.waitForFunction(() => customElements.get('afterword-thread'));
      const printed = await page.evaluate(async () => {
        // Until the element has begun.
        await new Promise((resolve) => setTimeout(resolve));
        dispatchEvent(new Event('beforeprint'));
        return document.querySelector('afterword-thread')!.shadowRoot?.textContent ?? '';
      });
      expect(printed).toContain('To be printed');
    });

    it('has them when the browser prints', async () => {
      await w.post('To be printed');
      const page = await w.visit(far + w.element('thread'));
      await page.waitForFunction(() => customElements.get('afterword-thread'));
      await page.evaluate(() => {
        addEventListener('afterprint', () => {
          document.title =
            document.querySelector('afterword-thread')!.shadowRoot?.querySelector('article')?.textContent ?? 'nothing';
        });
      });
      await page.pdf();
      expect(await page.title()).toContain('To be printed');
    });

    it('has no controls', async () => {
      await w.post('To be printed');
      const page = await w.visit(far + w.element('thread'));
      await page.waitForFunction(() => customElements.get('afterword-thread'));
      await page.emulateMedia({ media: 'print' });
      await page.getByRole('article').getByText('To be printed').waitFor();
      expect(await page.locator('afterword-thread button:visible, afterword-thread textarea:visible').count()).toBe(0);
    });
  });

  it('has no field that iOS zooms in on, whatever the host’s sizes', async () => {
    const phone = await openBrowser({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
    try {
      await w.post('To reply to');
      const head = '<style>html { font-size: 62.5% } :root { --afterword-rem: 13px }</style>';
      const page = await w.visit(w.element('bar') + w.element('thread'), { head, browser: phone });
      await page.getByRole('button', { name: /^Share/ }).tap();
      await page.getByRole('textbox', { name: 'Link to this page' }).waitFor();
      await page.getByRole('article').getByRole('button', { name: 'Reward' }).tap();
      await page.getByRole('article').getByRole('button', { name: 'Reply' }).tap();
      await focusedField(page).waitFor();
      const sizes = await poll(
        () =>
          page
            .locator('textarea, input:not([type=radio])')
            .evaluateAll((fields) => fields.map((field) => parseFloat(getComputedStyle(field).fontSize))),
        (all) => all.length >= 5,
      );
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
    } finally {
      await phone.close();
    }
  });
});
