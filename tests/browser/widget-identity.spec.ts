import type { Comment, Session } from '@afterword/contracts';
import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser } from '@afterword/testing/browser';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import { PictureFetcher } from '../../apps/engagement/src/avatars';

const SECRET = 'a-secret-of-the-site-that-is-long-enough';

describeInBrowser('who the reader is', () => {
  const w = new WidgetPage();

  beforeAll(() => w.start({ ssoSecret: SECRET }));
  afterAll(() => w.stop());
  beforeEach(() => w.next());

  const jwt = (sub: string, name: string, avatarUrl?: string) =>
    new SignJWT({ name, avatarUrl })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(sub)
      .setAudience(w.site.id)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
  const say = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: 'Comment' }).fill(text);
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByRole('article').filter({ hasText: text }).getByRole('button', { name: 'Delete' }).waitFor();
  };
  const authors = async () => (await w.thread()).items.map((comment: Comment) => comment.author?.name).sort();
  const sessions = (page: Page) =>
    page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes(':session:')));

  it('is a guest with a name, who may change it and go', async () => {
    const page = await w.visit(w.element('thread'));
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
    await say(page, 'By Ada');
    await page.getByText('Commenting as Ada', { exact: true }).waitFor();
    // Whoever has a name is not asked for it again.
    const name = page.getByRole('textbox', { name: 'Name' });
    expect(await name.count()).toBe(0);
    await page.getByRole('button', { name: 'Change name' }).click();
    await poll(() => name.evaluate((field) => (field.getRootNode() as ShadowRoot).activeElement === field), Boolean);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Ada L.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Commenting as Ada L.').waitFor();
    expect(await name.count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    // A host that signs its readers out everywhere does not end what a guest cannot get back.
    await page.evaluate(() =>
      (document.querySelector('afterword-thread') as unknown as { signOut(): Promise<void> }).signOut(),
    );
    expect(await sessions(page)).toHaveLength(1);

    // Nothing brings a guest's session back, so they are asked first.
    await page.getByRole('button', { name: 'Sign out' }).click();
    const question = page.getByRole('group', { name: /^Sign out\?/ });
    await question.getByText('You won’t be able to edit or delete your comments').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await sessions(page)).toHaveLength(1);
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Sign out' }).press('Enter');
    await question.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You’re signed out.').waitFor();
    expect(await sessions(page)).toEqual([]);
    await poll(
      () => page.getByRole('button', { name: 'Delete' }).count(),
      (count) => count === 0,
    );
    await page.close();
  });

  it('is a guest without a name, who may add one, and is called as the language of the page does', async () => {
    const page = await w.visit(w.element('thread'));
    await say(page, 'By nobody');
    await page.getByText('Commenting as Guest', { exact: true }).waitFor();
    const name = page.getByRole('textbox', { name: 'Name' });
    await page.getByRole('button', { name: 'Add your name' }).click();
    await poll(() => name.evaluate((field) => (field.getRootNode() as ShadowRoot).activeElement === field), Boolean);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.type('Grace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Commenting as Grace', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Change name' }).waitFor();
    expect(await page.getByRole('button', { name: 'Add your name' }).count()).toBe(0);
    // The next reader is somebody else.
    await page.evaluate(() => localStorage.clear());
    await page.close();

    w.next();
    await w.post('Wer bin ich?', undefined, 'Guest');
    const german = await w.visit(`<div lang="de">${w.element('thread')}</div>`);
    await german.getByRole('article', { name: 'Kommentar von Gast' }).getByText('Gast', { exact: true }).waitFor();
    expect(await german.getByText('Guest', { exact: true }).count()).toBe(0);
    await german.close();
  });

  it('is whom the host says each time that it is asked, and only then', async () => {
    const page = await w.visit(w.element('thread'));
    let asked = 0;
    await page.exposeFunction('tokenOfHost', () => {
      asked += 1;
      return jwt(`reader-${w.key}`, 'Zoë');
    });
    // Said after the element is there; the next test says it before.
    await page.evaluate(() => {
      const thread = document.querySelector('afterword-thread') as unknown as { ssoProvider: unknown };
      thread.ssoProvider = (window as unknown as { tokenOfHost: unknown }).tokenOfHost;
    });
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    await poll(
      () => page.getByRole('textbox', { name: 'Name' }).count(),
      (count) => count === 0,
    );
    expect(asked).toBe(0);
    await say(page, 'First');
    expect(asked).toBe(1);
    // The session ends at the service; the widget finds out when it is used, and asks the host again.
    const token = await page.evaluate(() => {
      const name = Object.keys(localStorage).find((key) => key.includes(':session:')) ?? '';
      return (JSON.parse(localStorage.getItem(name) ?? '{}') as { token: string }).token;
    });
    expectStatus(204, await w.service.api.call('DELETE', '/v1/sessions/current', { token }));
    await say(page, 'Second');
    expect(asked).toBe(2);
    expect(await authors()).toEqual(['Zoë', 'Zoë']);
    await page.close();
  });

  it('hears of a host that speaks before the widget is there, and tells it who went', async () => {
    const token = await jwt(`early-${w.key}`, 'Grace');
    const early = `<script>
      document.querySelector('afterword-thread').ssoProvider = async () => ${JSON.stringify(token)};
      gone = [];
      document.addEventListener('afterword:sign-out', ({ detail }) => gone.push(detail));
    </script>`;
    const page = await w.visit(w.element('thread') + early);
    await say(page, 'Early');
    expect(await authors()).toEqual(['Grace']);
    await page.evaluate(() =>
      (document.querySelector('afterword-thread') as unknown as { signOut(): Promise<void> }).signOut(),
    );
    expect(await page.evaluate(() => (window as unknown as { gone: object[] }).gone)).toEqual([
      { site: w.site.id, page: w.key },
    ]);
    expect(await sessions(page)).toEqual([]);
    await page.close();
  });

  it('is seen by the picture that the host gives, and by initials where it cannot be had', async () => {
    const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    w.service.app.get(PictureFetcher).fetch = (url) =>
      url.endsWith('ada.png') ? Promise.resolve(picture) : Promise.reject(new Error('The host is away'));
    for (const name of ['ada', 'bo']) {
      const sso = await jwt(`${name}-${w.key}`, name, `https://paper.example/${name}.png`);
      const path = `/v1/sites/${w.site.id}/sessions`;
      const { token } = expectStatus(201, await w.service.api.call<Session>('POST', path, { body: { sso } }));
      const post = { token, body: { body: 'A comment with a picture' } };
      expectStatus(201, await w.service.api.call('POST', `${w.path}/comments`, post));
    }

    w.host.serve(w.html(w.element('thread') + w.script));
    const page = await w.browser.context.newPage();
    // Pictures are on the service's public address, which is none here.
    await page.route('**/avatars/*.webp', async (route) => {
      const response = await fetch(w.service.url + new URL(route.request().url()).pathname);
      const { status, headers } = response;
      await route.fulfill({
        status,
        headers: Object.fromEntries(headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    await page.goto(w.host.origin);
    /** Least and most of red, green and blue in the middle of an avatar. */
    const coloursOf = async (initials: string) => {
      const avatar = page.locator('.aw-avatar').filter({ hasText: initials });
      await avatar.scrollIntoViewIfNeeded();
      const seen = () =>
        avatar.locator('img').evaluate(async (image: HTMLImageElement) =>
          image.decode().then(
            () => image.complete,
            () => image.complete,
          ),
        );
      await poll(seen, (isComplete) => isComplete);
      const { width, height } = (await avatar.boundingBox())!;
      const middle = {
        left: Math.floor(width / 4),
        top: Math.floor(height / 4),
        width: Math.floor(width / 2),
        height: Math.floor(height / 2),
      };
      const cut = await sharp(await avatar.screenshot())
        .extract(middle)
        .toBuffer();
      return (await sharp(cut).stats()).channels.slice(0, 3).map(({ min, max }) => [min, max]);
    };
    // The picture covers the initials.
    for (const [at, [min = 0, max = 0]] of (await coloursOf('A')).entries()) {
      expect([at, at === 0 ? min > 240 : max < 15]).toEqual([at, true]);
    }
    // White letters on a dark ground.
    for (const [min = 0, max = 0] of await coloursOf('B')) expect([min < 160, max > 240]).toEqual([true, true]);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('is told where a browser keeps nothing, and takes part all the same', async () => {
    w.host.serve(w.html(w.element('thread') + w.script));
    const page = await w.browser.context.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    await page.goto(w.host.origin);
    await page.getByRole('textbox', { name: 'Comment' }).click();
    await page.getByText('Your browser isn’t saving data for this site').waitFor();
    await say(page, 'From memory');
    await page.close();
  });
});
