import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { startHostSite } from '@afterword/testing/host-page';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('the widget in hostile and unusual places', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start());
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  it('stands among host styles that reset everything', async () => {
    const styles = `<style>
      * { all: unset !important; font-size: 0 !important; line-height: 9 !important; letter-spacing: 1em !important;
        text-transform: uppercase !important; color: transparent !important }
      :host, button, .aw, ::slotted(*) { display: none !important }
    </style>`;
    await w.post('Still to be read');
    const page = await w.visit(w.element('bar') + w.element('thread'), {
      head: styles,
    });
    const text = page.getByText('Still to be read');
    await text.waitFor();
    const style = await text.evaluate((body) => {
      const { fontSize, lineHeight, letterSpacing, textTransform, color } = getComputedStyle(body);
      return {
        fontSize,
        lineHeight,
        letterSpacing,
        textTransform,
        isSeen: !color.endsWith(', 0)'),
      };
    });
    expect(style).toEqual({
      fontSize: '16px',
      lineHeight: '25.6px',
      letterSpacing: 'normal',
      textTransform: 'none',
      isSeen: true,
    });
    await page.getByRole('button', { name: /^Like/ }).first().click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    await page.close();
  });

  it('lives in a sandboxed frame: quietly where the frame has no origin, and wholly where it has', async () => {
    const errors: string[] = [];
    const inner = w.html(w.element('bar') + w.element('thread') + w.script).replaceAll('"', '&quot;');
    const frame = (more: string) =>
      `<iframe title="A frame" sandbox="allow-scripts${more}" srcdoc="${inner}" width="600" height="600"></iframe>`;
    const page = await w.browser.context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    w.host.serve(w.html(frame('')));
    await page.goto(w.host.origin);
    const inside = page.frameLocator('iframe');
    await inside.getByText('Comments aren’t enabled on this site yet.').waitFor();
    expect(await inside.getByRole('button', { name: 'Post' }).count()).toBe(0);
    w.host.serve(w.html(frame(' allow-same-origin')));
    await page.goto(w.host.origin);
    await inside.getByRole('button', { name: /^Like/ }).first().click();
    await poll(
      () => w.counters(),
      ({ reactions }) => reactions.like === 1,
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  it('shows what happened meanwhile when the browser brings a page back', async () => {
    const page = await w.visit(w.element('bar'));
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    const token = await w.service.api.guest(w.site.id);
    await page.goto(`${w.host.origin}/elsewhere`);
    expectStatus(200, await w.service.api.call('PUT', `${w.path}/reactions/like`, { token }));
    await page.goBack();
    await page.getByRole('button', { name: 'Like 1' }).waitFor();
    // The same event as of a page that was kept whole.
    expectStatus(200, await w.service.api.call('DELETE', `${w.path}/reactions/like`, { token }));
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await page.getByRole('button', { name: 'Like 0' }).waitFor();
    await page.close();
  });

  it('says once that an origin is not allowed where there is a bar alone', async () => {
    const stranger = await startHostSite();
    try {
      stranger.serve(w.html(w.element('bar') + w.script));
      const page = await w.browser.context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => request.url().includes('/embed/check?') && asked.push(request.url()));
      await page.goto(stranger.origin);
      await page.getByText('Comments aren’t enabled on this site yet.').waitFor();
      expect(asked).toHaveLength(1);
      await page.close();
    } finally {
      await stranger.close();
    }
  });

  it('speaks the language of what it stands in, right to left where it is written so', async () => {
    const page = await w.visit(
      `<div lang="ar-EG" dir="ltr">${w.element('thread')}</div>${w.element('bar', 'lang="de"')}`,
    );
    const thread = page.locator('afterword-thread section');
    await thread.getByText('لا تعليقات بعد').waitFor();
    expect(await thread.evaluate((section) => getComputedStyle(section).direction)).toBe('rtl');
    await page.getByRole('button', { name: /^Gefällt mir/ }).waitFor();
    await page.locator('afterword-bar').evaluate((bar) => bar.setAttribute('lang', 'tlh'));
    await page.getByRole('button', { name: 'Like 0' }).click();
    await page.getByRole('button', { name: 'Like 1', pressed: true }).waitFor();
    await page.close();
  });

  it('brings the focus to where one writes when the host asks for it', async () => {
    const page = await w.visit(`<div style="height: 3000px"></div>${w.element('thread')}`);
    await page.waitForFunction(() => customElements.get('afterword-thread'));
    await page.evaluate(() =>
      (
        document.querySelector('afterword-thread') as unknown as {
          focusComposer(): void;
        }
      ).focusComposer(),
    );
    await poll(
      () =>
        page
          .getByRole('textbox', { name: 'Comment' })
          .evaluateAll((boxes) => boxes.some((box) => box.matches(':focus'))),
      (focused) => focused,
    );
    await page.close();
  });
});
