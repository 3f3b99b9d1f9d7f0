import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

const MOUNTS = 200;

describeInBrowser('an element that goes', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it(`leaves no node, no listener and no element behind, ${MOUNTS} times`, async () => {
    await w.post('Something to show');
    const page = await w.visit('<div id="place"></div>');
    const elements = w.element('bar') + w.element('thread') + w.element('count');
    const mount = (times: number) =>
      page.evaluate(
        async ([html, count]) => {
          const place = document.getElementById('place')!;
          for (let time = 0; time < count; time += 1) {
            place.innerHTML = html;
            const thread = place.querySelector('afterword-thread')!;
            // Until everything of it is there: the comment, and what one writes in.
            while (!thread.shadowRoot?.querySelector('textarea') || !thread.shadowRoot.querySelector('article'))
              await new Promise(requestAnimationFrame);
            place.replaceChildren();
          }
        },
        [elements, times] as const,
      );
    const devtools = await page.context().newCDPSession(page);
    const left = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
      const { result } = await devtools.send('Runtime.evaluate', {
        expression: `customElements.get('afterword-thread').prototype`,
      });
      const { objects } = await devtools.send('Runtime.queryObjects', { prototypeObjectId: result.objectId! });
      const { result: count } = await devtools.send('Runtime.callFunctionOn', {
        functionDeclaration: 'function () { return this.length; }',
        objectId: objects.objectId!,
        returnByValue: true,
      });
      await devtools.send('Runtime.releaseObject', { objectId: objects.objectId! });
      return { nodes, jsEventListeners, elements: count.value as number };
    };
    await mount(5);
    const before = await left();
    await mount(MOUNTS);
    // Garbage that a timer or an answer still held goes with the next collection.
    const after = await poll(
      left,
      ({ nodes, jsEventListeners, elements: count }) =>
        nodes <= before.nodes + 50 && jsEventListeners <= before.jsEventListeners + 10 && count <= before.elements,
    );
    expect(after.elements).toBeLessThanOrEqual(before.elements);
    await page.close();
  }, 120_000);
});
