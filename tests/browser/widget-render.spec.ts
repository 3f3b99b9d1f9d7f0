import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';

const folder = join(__dirname, '../../apps/widget/src/render');

/** A view as JSON: a text, nothing, a list, or an element with children or with HTML. */
type Sketch =
  | string
  | null
  | Sketch[]
  | { tag: string; key?: number; attributes: Record<string, unknown>; html?: string; inside: Sketch };

const sketches = fc.letrec<{ sketch: Sketch; element: Sketch }>((tie) => ({
  sketch: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom('', 'a', 'b & <c>'),
    fc.constant(null),
    tie('element'),
    fc.array(tie('sketch'), { maxLength: 4 }),
  ),
  element: fc.record(
    {
      tag: fc.constantFrom('div', 'section', 'b', 'svg'),
      key: fc.nat({ max: 6 }),
      attributes: fc.dictionary(fc.constantFrom('class', 'id', 'title', 'data-x'), fc.constantFrom('1', '2'), {
        maxKeys: 3,
      }),
      html: fc.constantFrom('', 'a<br />b', '<i>&quot;c&quot;</i>', '<p>d<p>e'),
      inside: tie('sketch'),
    },
    { requiredKeys: ['tag', 'attributes', 'inside'] },
  ),
})).sketch;

declare const bundle: {
  show: (sketch: Sketch, root: Element) => void;
};

describeInBrowser('what the widget renders with', () => {
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    const contents = `
      import { jsx } from './jsx-runtime';
      import { render } from './render';
      const seen = (key, keys) => keys.has(key) || !keys.add(key);
      // Keys are unique among siblings: a second element with the same key gets none.
      const view = (sketch, keys = new Set()) =>
        sketch === null || typeof sketch === 'string' ? sketch
        : Array.isArray(sketch) ? sketch.map((one) => view(one, keys))
        : jsx(sketch.tag, { ...sketch.attributes,
            ...(sketch.html !== undefined && sketch.tag !== 'svg' && { dangerouslySetInnerHTML: { __html: sketch.html } }),
            key: sketch.key === undefined || seen(sketch.key, keys) ? undefined : sketch.key },
            sketch.tag === 'svg' ? jsx('path', {}) : view(sketch.inside));
      export const show = (sketch, root) => render(view(sketch), root);`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder, loader: 'ts' },
      bundle: true,
      format: 'iife',
      globalName: 'bundle',
      write: false,
      tsconfigRaw: {},
    });
    browser = await openBrowser();
    page = await browser.context.newPage();
    await page.addScriptTag({ content: outputFiles[0]!.text });
  });
  afterAll(() => browser.close());

  it('comes from anything to anything, and to the same as from nothing', async () => {
    const runs = fc.sample(fc.array(sketches, { minLength: 2, maxLength: 5 }), { numRuns: 400, seed: 7 });
    const wrong = await page.evaluate((json) => {
      const fresh = (sketch: Sketch) => {
        const root = document.createElement('div');
        bundle.show(sketch, root);
        return root;
      };
      return (JSON.parse(json) as Sketch[][]).filter((steps) => {
        const [root, served] = [document.createElement('div'), document.createElement('div')];
        // What a server sent is what the first step looks like.
        served.innerHTML = fresh(steps[0]!).innerHTML;
        return steps.some((step) => {
          bundle.show(step, root);
          bundle.show(step, served);
          return !root.isEqualNode(fresh(step)) || !served.isEqualNode(fresh(step));
        });
      });
    }, JSON.stringify(runs));
    expect(wrong).toEqual([]);
    expect(runs.length).toBe(400);
  });

  it('keeps the nodes, the focus and what is typed when something comes, goes or changes around them', async () => {
    const kept = await page.evaluate(() => {
      const root = document.body.appendChild(document.createElement('div'));
      const item = (key: number, text: string) => ({
        tag: 'p',
        key,
        attributes: {},
        inside: [text, { tag: 'input', attributes: {}, inside: null }],
      });
      bundle.show([null, [item(1, 'one'), item(2, 'two')]], root);
      const field = root.querySelectorAll('input')[1]!;
      field.focus();
      field.value = 'typed';
      bundle.show(['before', [item(3, 'three'), item(2, 'changed')]], root);
      return [field.isConnected, document.activeElement === field, field.value, root.textContent];
    });
    expect(kept).toEqual([true, true, 'typed', 'beforethreechanged']);
  });

  it.each([
    ['again', false],
    ['over the same markup of a server', true],
  ])('writes nothing that has not changed when it renders %s', async (_, isServed) => {
    const written = await page.evaluate((served) => {
      const root = document.createElement('div');
      const sketch = () => [
        {
          tag: 'p',
          attributes: { title: 'a', hidden: true, 'aria-pressed': false, onclick: () => false },
          inside: ['b', ' c'],
        },
        // A browser spells this differently: <br>, and quotes that are not escaped.
        { tag: 'div', attributes: {}, html: 'one<br />two &quot;three&quot; &#60;', inside: null },
        { tag: 'input', attributes: { value: 'd', checked: true, maxLength: 3 }, inside: null },
        { tag: 'svg', attributes: { viewBox: '0 0 1 1' }, inside: null },
      ];
      bundle.show(sketch(), root);
      const target = served ? document.createElement('div') : root;
      if (served) target.innerHTML = root.innerHTML;
      const observer = new MutationObserver(() => undefined);
      observer.observe(target, { attributes: true, characterData: true, childList: true, subtree: true });
      bundle.show(sketch(), target);
      return observer
        .takeRecords()
        .map(({ type, target: node, attributeName }) => [type, node.nodeName, attributeName]);
    }, isServed);
    expect(written).toEqual([]);
  });

  it('lets events take their course whatever a handler returns, and calls the handler that was given last', async () => {
    const seen = await page.evaluate(() => {
      const root = document.body.appendChild(document.createElement('div'));
      const calls: string[] = [];
      const press = (onKeyDown: unknown) => {
        bundle.show([{ tag: 'button', attributes: { onKeyDown }, inside: 'a' }], root);
        return root.firstChild!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', cancelable: true }));
      };
      const results = [
        press(() => false),
        press(({ key }: KeyboardEvent) => {
          calls.push(key);
          return false;
        }),
        press(undefined),
        press((event: Event) => event.preventDefault()),
      ];
      root.remove();
      return [results, calls];
    });
    expect(seen).toEqual([[true, true, true, false], ['Tab']]);
  });

  it('takes over what a server rendered, node by node', async () => {
    const same = await page.evaluate(() => {
      const root = document.createElement('div');
      root.innerHTML = '<p class="old" hidden>one<b>two</b></p><p>three</p>';
      const nodes = [...root.querySelectorAll('*')];
      bundle.show(
        [
          null,
          { tag: 'p', attributes: { class: 'new' }, inside: ['one', { tag: 'b', attributes: {}, inside: '2' }] },
          { tag: 'p', key: 5, attributes: {}, inside: 'three' },
        ],
        root,
      );
      return [root.innerHTML, [...root.querySelectorAll('*')].every((node, index) => node === nodes[index])];
    });
    expect(same).toEqual(['<p class="new" part="new">one<b>2</b></p><p>three</p>', true]);
  });
});
