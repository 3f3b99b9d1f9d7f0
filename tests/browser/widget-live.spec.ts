import type { Route } from 'playwright-core';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { focusedField, WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('two readers', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('see what the other one writes, likes and takes away, and are not moved by it', async () => {
    const other = await openBrowser();
    try {
      const body = w.element('bar') + w.element('thread');
      const [mine, theirs] = [await w.visit(body), await w.visit(body, { browser: other })];
      await mine.getByText('No comments yet').waitFor();
      await theirs.getByText('No comments yet').waitFor();
      // Each hears of the other's like, so each is listening.
      await mine.getByRole('button', { name: 'Like 0' }).click();
      await theirs.getByRole('button', { name: 'Like 1' }).click();
      await mine.getByRole('button', { name: 'Like 2' }).waitFor();

      await mine.getByRole('textbox', { name: 'Comment' }).fill('From here');
      await mine.getByRole('button', { name: 'Post' }).click();
      await theirs.getByRole('button', { name: '1 new comment' }).click();
      const heard = theirs.getByRole('article').filter({ hasText: 'From here' });
      await heard.waitFor();

      await heard.getByRole('button', { name: 'Reply' }).click();
      await focusedField(theirs).waitFor();
      await theirs.keyboard.type('From there');
      await theirs.keyboard.press('Control+Enter');
      await theirs
        .getByRole('article')
        .filter({ hasText: 'From there' })
        .getByRole('button', { name: 'Delete' })
        .waitFor();
      await mine.getByRole('button', { name: '1 new comment' }).waitFor();
      expect(await mine.getByText('From there').count()).toBe(0);
      await mine.getByRole('button', { name: '1 new comment' }).click();
      const answer = mine.getByRole('article').filter({ hasText: 'From there' });
      await answer.waitFor();

      await theirs.getByRole('button', { name: 'Delete' }).click();
      await theirs
        .getByRole('group', { name: /^Delete this comment/ })
        .getByRole('button', { name: 'Delete' })
        .click();
      await answer.waitFor({ state: 'detached' });
      await mine.close();
      await theirs.close();
    } finally {
      await other.close();
    }
  });

  it('learn of a storm that is not told one by one', async () => {
    const page = await w.browser.context.newPage();
    const headers = { 'access-control-allow-origin': '*' };
    const asked = new Promise<Route>((resolve) => {
      void page.route('**/events*', resolve, { times: 1 });
    });
    w.host.serve(w.html(w.element('thread') + w.script));
    await page.goto(w.host.origin);
    await page.getByText('No comments yet').waitFor();
    // The stream is in our hands, so nothing else can tell of the comment.
    const stream = await asked;
    await page.route('**/events*', (route) => route.fulfill({ status: 204, headers }));
    await w.post('Of a storm');
    const body = 'event: thread.changed\ndata: {}\n\n';
    await stream.fulfill({ status: 200, headers, contentType: 'text/event-stream', body });
    await page.getByRole('button', { name: '1 new comment' }).click();
    await page.getByRole('article').filter({ hasText: 'Of a storm' }).waitFor();
    await page.close();
  });

  it('learn of a comment that was written after the list was read and before its page was watched', async () => {
    const page = await w.browser.context.newPage();
    const asked = new Promise<Route>((resolve) => {
      void page.route('**/events*', resolve, { times: 1 });
    });
    w.host.serve(w.html(w.element('bar') + w.element('thread') + w.script));
    await page.goto(w.host.origin);
    await page.getByText('No comments yet').waitFor();
    const stream = await asked;
    await w.post('In between');
    await stream.continue();
    await page.getByRole('button', { name: '1 new comment' }).click();
    await page.getByRole('article').filter({ hasText: 'In between' }).waitFor();
    await page.close();
  });

  it('learn of a comment that was written while its page was watched by a bar alone', async () => {
    const page = await w.visit(w.element('bar'), { live: true });
    // What the thread waits for before it listens is late, the list is not.
    const waits: Route[] = [];
    const read = page.waitForResponse(/\/comments\?/);
    const late = new Promise<void>((resolve) => {
      void page.route('**/lang-en-*', (route) => {
        waits.push(route);
        resolve();
      });
    });
    await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), w.element('thread'));
    await Promise.all([read, late]);
    await w.post('Unheard');
    await page.getByRole('link', { name: 'Comments 1' }).waitFor();
    for (const route of waits) await route.continue();
    await page.getByRole('button', { name: '1 new comment' }).click();
    await page.getByRole('article').filter({ hasText: 'Unheard' }).waitFor();
    await page.close();
  });

  it('learn of what happened after the service refused to be watched', async () => {
    const page = await w.browser.context.newPage();
    await page.clock.install();
    w.host.serve(w.html(w.element('thread') + w.script));
    await w.post('First');
    const { lastEventId } = await w.thread();
    const told = `retry: 10\nid: ${lastEventId}\nevent: counters\ndata: ${JSON.stringify({ counters: await w.counters() })}\n\n`;
    const headers = { 'access-control-allow-origin': '*' };
    const answers = [
      { status: 200, headers, contentType: 'text/event-stream', body: told },
      { status: 503, headers },
    ];
    // The stream ends, the browser asks for it again by itself, is refused and gives up.
    await page.route('**/events*', (route) => {
      const answer = answers.shift();
      return answer ? route.fulfill(answer) : route.continue();
    });
    const refused = page.waitForResponse((answer) => answer.status() === 503);
    await page.goto(w.host.origin);
    await refused;
    await w.post('Meanwhile');
    await page.clock.fastForward('00:20');
    await page.getByRole('button', { name: '1 new comment' }).click();
    await page.getByRole('article').filter({ hasText: 'Meanwhile' }).waitFor();
    await page.close();
  });
});
