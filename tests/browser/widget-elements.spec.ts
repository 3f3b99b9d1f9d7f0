import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the elements', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'] }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('shows one state in every element of a page, and tells the service where the page is', async () => {
    const page = await w.visit(
      w.element('bar') + w.element('bar') + w.element('thread') + w.element('count', 'metric="like"'),
    );
    const likes = page.getByRole('button', { name: /^Like/ });
    await likes.first().click();
    for (const index of [0, 1]) {
      await poll(
        () => likes.nth(index).getAttribute('aria-pressed'),
        (pressed) => pressed === 'true',
      );
    }
    await poll(
      () => page.locator('afterword-count').evaluate((count) => count.shadowRoot?.textContent),
      (text) => text === '1',
    );
    await poll(
      async () => (await w.service.api.call<{ url: string | null }>('GET', w.path)).body.url,
      (url) => url === `${w.host.origin}/story?utm_source=x`,
    );
    expect((await w.counters()).reactions).toEqual({ like: 1, insightful: 0 });
    await page.close();
  });

  it('follows its attributes, and leaves nothing behind when it goes', async () => {
    const other = `other-${w.key}`;
    const token = await w.service.api.guest(w.site.id);
    expectStatus(200, await w.service.api.call('PUT', `${pagePath(w.site.id, other)}/reactions/like`, { token }));
    const page = await w.visit(w.element('bar'));
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.locator('afterword-bar').evaluate((bar, name) => bar.setAttribute('page', name), other);
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    const left = await page.evaluate(async () => {
      const bar = document.querySelector('afterword-bar');
      bar?.remove();
      await new Promise((resolve) => setTimeout(resolve));
      return bar?.shadowRoot?.childNodes.length;
    });
    expect(left).toBe(0);
    await page.close();
  });

  it('asks and invites as the publisher words it, for this page', async () => {
    const page = await w.visit(
      w.element('thread', 'question="Where did you wait?" invitation="Tell us of your ferry."'),
    );
    await page.getByPlaceholder('Where did you wait?').waitFor();
    await page.getByText('Tell us of your ferry.', { exact: true }).waitFor();
    expect(await page.getByText('Be the first to comment.').count()).toBe(0);
    await page.locator('afterword-thread').evaluate((thread) => {
      thread.setAttribute('invitation', 'What became of it?');
      thread.removeAttribute('question');
    });
    await page.getByText('What became of it?', { exact: true }).waitFor();
    await page.getByPlaceholder('What do you think?').waitFor();
    await page.close();
  });

  it('claims nothing that it does not know: no zeros and no empty thread before the answer', async () => {
    await w.post('Here all along');
    const held: (() => void)[] = [];
    w.host.serve(w.html(w.element('bar') + w.element('thread') + w.element('count').replace('></', '>–</') + w.script));
    const page = await w.browser.context.newPage();
    await page.route('**/v1/**', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.goto(w.host.origin);
    await page.getByText('Loading comments …').waitFor();
    expect(await page.getByRole('button', { name: /^Like/ }).textContent()).toBe('Like ');
    expect(await page.getByText('No comments yet').count()).toBe(0);
    expect(await page.locator('afterword-count').innerText()).toBe('–');
    await poll(
      async () => {
        for (const let_go of held.splice(0)) let_go();
        return page.getByRole('article').filter({ hasText: 'Here all along' }).count();
      },
      (count) => count === 1,
    );
    await page.close();
  });

  it('asks for all counts of a page at once, takes two scripts, and comes and goes 200 times without a trace', async () => {
    const asked: string[] = [];
    const counts = ['a', 'b', 'a'].map(
      (name) => `<afterword-count site="${w.site.id}" page="${name}"></afterword-count>`,
    );
    w.host.serve(w.html(counts.join(' ') + w.script + w.script.replace('embed.js', 'embed.js?again')));
    const page = await w.browser.context.newPage();
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('request', (request) => request.url().includes('/v1/') && asked.push(new URL(request.url()).search));
    await page.goto(w.host.origin);
    await poll(
      () => page.locator('afterword-count').evaluateAll((all) => all.map((one) => one.shadowRoot?.textContent)),
      (texts) => texts.join() === '0,0,0',
    );
    expect(asked).toEqual([`?site=${w.site.id}&page=a&page=b`]);
    const streams = await page.evaluate(
      async (html) => {
        const open = new Set<EventSource>();
        const Native = EventSource;
        const Counted = class extends Native {
          constructor(url: string) {
            super(url);
            open.add(this);
          }
          override close() {
            super.close();
            open.delete(this);
          }
        };
        window.EventSource = Counted as unknown as typeof window.EventSource;
        for (let time = 0; time < 200; time += 1) {
          const place = document.createElement('div');
          place.innerHTML = html;
          document.body.append(place);
          await Promise.resolve();
          await Promise.resolve();
          place.remove();
          await Promise.resolve();
          await Promise.resolve();
        }
        return open.size;
      },
      w.element('bar') + w.element('thread'),
    );
    expect([streams, problems]).toEqual([0, []]);
    await page.close();
  });
});
