import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Comment,
  NotificationList,
  Session,
  SiteLook,
  UpdateModerationSettings,
  UpdateSite,
} from '@afterword/contracts';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { signIn, SSO_SECRET } from '@afterword/testing/members';
import { poll } from '@afterword/testing/poll';
import { WidgetPage } from '@afterword/testing/widget-page';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';

/** Where the sheets go: one for each state, every device side by side. Run by `npm run screenshots` alone: it checks nothing. */
const folder = process.env.SCREENSHOT_FOLDER;

const [HEIGHT, GAP, SCALE] = [700, 24, 0.5];
const DEVICES: readonly (BrowserContextOptions & { lang: 'en' | 'ar' | 'ja'; width: number })[] = [
  { lang: 'en', width: 390, colorScheme: 'light' },
  { lang: 'en', width: 390, colorScheme: 'dark' },
  { lang: 'ar', width: 390, colorScheme: 'light' },
  { lang: 'ja', width: 390, colorScheme: 'light' },
  { lang: 'en', width: 1280, colorScheme: 'light' },
  { lang: 'en', width: 1280, colorScheme: 'dark' },
];
const HEAD = `<meta name="viewport" content="width=device-width">
  <style>:root { color-scheme: light dark } body { background: light-dark(#fdfcf9, #151412); max-width: 44rem; margin: 0 auto; padding: 0 1rem 1rem } h1 { display: none }</style>`;

/** How a site of our pictures shows reactions and points. */
const LOOK: SiteLook = {
  reactors: true,
  icons: { like: '🫐', insightful: '💡', 'well-said': '👏', funny: '🤣', moving: '🥹', doubtful: '🤔' },
  coin: '🌟',
  amounts: [1, 5, 25],
  texts: {
    en: {
      like: 'Ripe',
      reactions: {
        insightful: 'Insightful',
        'well-said': 'Well said',
        funny: 'Funny',
        moving: 'Moving',
        doubtful: 'Doubtful',
      },
      points: { one: '{count} star', other: '{count} stars' },
      reward: 'Give stars',
      about: 'Stars thank who wrote this. You get five each day that you come, and more for what others like.',
    },
    ar: {
      like: 'ناضج',
      reactions: { insightful: 'مفيد', 'well-said': 'أحسنت', funny: 'طريف', moving: 'مؤثر', doubtful: 'محل شك' },
      points: { one: 'نجمة واحدة', two: 'نجمتان', few: '{count} نجوم', other: '{count} نجمة' },
      reward: 'امنح نجومًا',
      about: 'النجوم شكر لمن كتب. تحصل على خمس منها كل يوم تزورنا فيه.',
    },
    ja: {
      like: '食べごろ',
      reactions: {
        insightful: 'なるほど',
        'well-said': 'お見事',
        funny: 'おもしろい',
        moving: '心にしみる',
        doubtful: 'どうかな',
      },
      points: { other: '星{count}つ' },
      reward: '星を贈る',
      about: '星は書いた人へのお礼です。訪れた日ごとに五つもらえます。',
    },
  },
};

const TEXTS = {
  en: {
    names: ['green lamp', 'tram seven', 'Margin Notes'],
    bodies: [
      'I worked there the winter the *heating* failed. People brought blankets and left them.',
      '> and left them\n\nOurs still has the green one: `BLK 1`.',
      'So it was you.',
    ],
  },
  ar: {
    names: ['مصباح أخضر', 'ليلى', 'حواشٍ'],
    bodies: [
      'كنت أعمل هناك في الشتاء الذي تعطّلت فيه *التدفئة*. أحضر الناس بطانيات وتركوها.',
      '> وتركوها\n\nما زال عندنا الخضراء منها: `BLK 1`.',
      'كنتَ أنت إذن.',
    ],
  },
  ja: {
    names: ['緑のランプ', '七番電車', '余白のノート'],
    bodies: [
      '暖房が *止まった* 冬に、私はそこで働いていました。みんなが毛布を持ってきて、置いていってくれました。',
      '> 置いていってくれました\n\n緑の毛布はまだうちにあります：`BLK 1`。',
      'あなただったのですね。',
    ],
  },
};

interface Scene {
  page: Page;
  lang: keyof typeof TEXTS;
  /** The first comment. */
  root: Comment;
  reader: Session;
}

describeInBrowser('pictures of the widget', () => {
  const w = new WidgetPage();
  let browser: TestBrowser;

  beforeAll(() => w.start({ reactionKinds: ['like', 'insightful'], ssoSecret: SSO_SECRET }));
  afterAll(() => w.stop());
  afterEach(() => browser.close());

  const moderation = async (body: UpdateModerationSettings) =>
    expectStatus(
      200,
      await w.service.api.call('PATCH', `/v1/sites/${w.site.id}/moderation/settings`, { token: ADMIN_TOKEN, body }),
    );
  const session = async (name: string) =>
    expectStatus(201, await w.service.api.call<Session>('POST', `/v1/sites/${w.site.id}/sessions`, { body: { name } }));
  const told = async ({ token }: Session) =>
    expectStatus(200, await w.service.api.call<NotificationList>('GET', '/v1/me/notifications', { token }));
  const thread = (page: Page) => page.locator('afterword-thread');
  const field = (page: Page) => thread(page).locator('textarea').first();
  const write = async (page: Page, text: string) => {
    await field(page).click();
    await thread(page).locator('.aw-tools').waitFor();
    await page.keyboard.insertText(text);
  };
  const first = (page: Page) => thread(page).getByRole('article').first();
  const arrive = async (page: Page) => {
    await page.goto(`${w.host.origin}/story`);
    await thread(page).locator('textarea').first().waitFor();
  };

  const site = async (body: UpdateSite) =>
    expectStatus(200, await w.service.api.call('PATCH', `/v1/admin/sites/${w.site.id}`, { token: ADMIN_TOKEN, body }));
  const bar = (page: Page) => page.locator('afterword-bar');
  /** Reactions of some readers, and points of one. */
  const react = async (times: Readonly<Record<string, number>>) => {
    for (const [kind, count] of Object.entries(times))
      for (let one = 0; one < count; one += 1) {
        const { token } = await session(`${kind} ${one}`);
        expectStatus(200, await w.service.api.call('PUT', `${w.path}/reactions/${kind}`, { token }));
      }
    const { token } = await session('generous');
    const headers = { 'idempotency-key': 'pictures' };
    expectStatus(201, await w.service.api.call('POST', `${w.path}/rewards`, { token, body: { amount: 25 }, headers }));
  };

  /** How each state comes about. `settings` are those of the site. */
  const STATES: Record<string, { isEmpty?: boolean; settings?: UpdateSite; show: (scene: Scene) => Promise<unknown> }> =
    {
      'site-look': {
        settings: { reactionKinds: ['like', 'insightful', 'well-said'], guestBalance: 100, look: LOOK },
        show: async ({ page }) => {
          await react({ like: 5, insightful: 3, 'well-said': 1 });
          await arrive(page);
          await bar(page).getByText('🌟').first().waitFor();
        },
      },
      'site-points': {
        settings: { reactionKinds: ['like', 'insightful', 'well-said'], guestBalance: 100, look: LOOK },
        show: async ({ page }) => {
          await react({ like: 5 });
          await arrive(page);
          await bar(page).locator('[data-panel=reward]').click();
          await page.locator('.aw-panel').waitFor();
        },
      },
      'more-reactions': {
        settings: { reactionKinds: Object.keys(LOOK.icons ?? {}), guestBalance: 100, look: LOOK },
        show: async ({ page }) => {
          await react({ like: 5, insightful: 3, 'well-said': 1, funny: 4, moving: 2, doubtful: 1 });
          await arrive(page);
          await bar(page).locator('summary').click();
          await bar(page).locator('details[open] button').first().waitFor();
        },
      },
      reading: { show: async ({ page }) => (await arrive(page), first(page).waitFor()) },
      loading: {
        show: async ({ page }) => {
          await page.route('**/comments?**', () => undefined);
          await page.goto(`${w.host.origin}/story`);
          await thread(page).locator('.aw-loading').waitFor();
        },
      },
      empty: { isEmpty: true, show: async ({ page }) => (await arrive(page), page.locator('.aw-empty svg').waitFor()) },
      writing: { show: async ({ page, lang }) => (await arrive(page), write(page, TEXTS[lang].bodies[0]!)) },
      preview: {
        show: async ({ page, lang }) => {
          await arrive(page);
          await write(page, TEXTS[lang].bodies[1]!);
          await thread(page).locator('.aw-tools [aria-pressed]').last().click();
          await page.locator('.aw-preview').waitFor();
        },
      },
      mentions: {
        show: async ({ page }) => {
          await arrive(page);
          await write(page, '');
          await page.keyboard.type('@');
          await page.getByRole('option').first().waitFor();
        },
      },
      'too-long': {
        show: async ({ page }) => {
          await arrive(page);
          await write(page, `${TEXTS.en.bodies[0]} `.repeat(150) + '\n'.repeat(15) + '…');
          await page.locator('.aw-room[data-over]').waitFor();
          await page.locator('.aw-room').evaluate((element) => element.scrollIntoView({ block: 'end' }));
        },
      },
      reply: {
        show: async ({ page }) => {
          await arrive(page);
          await first(page).locator('.aw-acts button').nth(2).click();
          await page.locator('article textarea').waitFor();
        },
      },
      reward: {
        settings: { guestBalance: 100 },
        show: async ({ page }) => {
          await arrive(page);
          await first(page).locator('[data-reward]').click();
          await page.locator('.aw-panel').getByText('100').waitFor();
        },
      },
      'no-points': {
        show: async ({ page }) => {
          await arrive(page);
          await first(page).locator('[data-reward]').click();
          await page.locator('.aw-panel .aw-primary:disabled').waitFor();
        },
      },
      supporters: {
        settings: { look: { reactors: true } },
        show: async ({ page, lang }) => {
          for (const name of TEXTS[lang].names.slice(0, 2)) {
            const { token } = await signIn(w.service.api, w.site, name);
            const body = { amount: 10, public: true };
            const options = { token, body, headers: { 'idempotency-key': crypto.randomUUID() } };
            expectStatus(201, await w.service.api.call('POST', `${w.path}/rewards`, options));
          }
          await arrive(page);
          await page.locator('[data-panel=reward]').click();
          await page.locator('.aw-panel').getByText(TEXTS[lang].names[0]!).waitFor();
        },
      },
      people: {
        settings: { look: { reactors: true } },
        show: async ({ page, lang, reader }) => {
          const [first, second] = TEXTS[lang].names;
          const members = [await signIn(w.service.api, w.site, first!), await signIn(w.service.api, w.site, second!)];
          const put = async (kind: string, token: string) =>
            expectStatus(200, await w.service.api.call('PUT', `${w.path}/reactions/${kind}`, { token }));
          for (const { token } of members) await put('like', token);
          await put('like', reader.token);
          await put('insightful', members[0]!.token);
          await arrive(page);
          await page.locator('[data-panel=people]').click();
          await page.locator('.aw-names').first().waitFor();
        },
      },
      share: {
        show: async ({ page }) => {
          await arrive(page);
          await page.locator('[data-panel=share]').click();
          await page.locator('.aw-panel a svg').first().waitFor();
        },
      },
      menu: {
        show: async ({ page }) => {
          await arrive(page);
          await first(page).locator('.aw-dots').click();
          await page.getByRole('menuitem').first().waitFor();
        },
      },
      inbox: {
        show: async ({ page }) => {
          await arrive(page);
          await page.locator('.aw-inbox').click();
          await page.locator('.aw-notes a').first().waitFor();
        },
      },
      linked: {
        show: async ({ page, root }) => {
          await page.goto(`${w.host.origin}/story#comment-${root.id}`);
          await page.locator('[data-target]').waitFor();
        },
      },
      held: {
        show: async ({ page, lang }) => {
          await moderation({ mode: 'pre' });
          await arrive(page);
          await write(page, TEXTS[lang].bodies[2]!);
          const posted = page.waitForResponse(
            (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/comments'),
          );
          await page.keyboard.press('Control+Enter');
          await posted;
          await thread(page).locator('.aw-badge').first().waitFor();
        },
      },
      unsent: {
        show: async ({ page, lang }) => {
          await page.route('**/comments', (route) => route.abort());
          await arrive(page);
          await write(page, TEXTS[lang].bodies[2]!);
          await page.keyboard.press('Control+Enter');
          await page.getByRole('article').getByRole('alert').waitFor();
        },
      },
      offline: {
        show: async ({ page, lang }) => {
          await arrive(page);
          await write(page, TEXTS[lang].bodies[2]!);
          await page.context().setOffline(true);
          await page.keyboard.press('Control+Enter');
          await page.getByRole('article').getByRole('alert').waitFor();
        },
      },
      'back-online': {
        show: async ({ page, lang }) => {
          await arrive(page);
          await write(page, TEXTS[lang].bodies[2]!);
          await page.context().setOffline(true);
          await page.keyboard.press('Control+Enter');
          await page.getByRole('article').getByRole('alert').waitFor();
          await page.context().setOffline(false);
          await page.getByRole('article').getByRole('alert').waitFor({ state: 'detached' });
          await first(page).locator('.aw-acts').waitFor();
        },
      },
      'not-allowed': {
        show: async ({ page }) => {
          // The service answers, but not to this page.
          await page.route('**/v1/**', (route) => route.abort());
          await page.goto(`${w.host.origin}/story`);
          await page.locator('.aw-closed').waitFor();
        },
      },
      'not-loaded': {
        show: async ({ page }) => {
          await page.route('**/v1/**', (route) => route.abort());
          await page.route('**/embed/check?**', (route) => route.abort());
          await page.goto(`${w.host.origin}/story`);
          await thread(page).getByRole('alert').waitFor();
        },
      },
      closed: {
        show: async ({ page, lang }) => {
          const pageOfSite = `/v1/sites/${w.site.id}/moderation/pages/${w.key}`;
          const body = { closed: true, reason: TEXTS[lang].bodies[2] };
          expectStatus(200, await w.service.api.call('PATCH', pageOfSite, { token: ADMIN_TOKEN, body }));
          await page.goto(`${w.host.origin}/story`);
          await page.locator('.aw-closed').waitFor();
          await first(page).waitFor();
        },
      },
    };

  it.each(Object.entries(STATES))('%s', async (state, { isEmpty = false, settings, show }) => {
    await site({ reactionKinds: ['like', 'insightful'], guestBalance: 0, look: { reactors: true }, ...settings });
    const shots: { input: Buffer; left: number; top: number }[] = [];
    let left = GAP;
    for (const { lang, width, ...device } of DEVICES) {
      w.next();
      await moderation({ mode: 'post' });
      const texts = TEXTS[lang];
      const reader = await session(texts.names[2]!);
      await told(reader);
      const by = async (name: string, body: string, parentId?: string) => w.post(body, parentId, name);
      let root: Comment | undefined;
      if (!isEmpty) {
        const token = reader.token;
        root = expectStatus(
          201,
          await w.service.api.call<Comment>('POST', `${w.path}/comments`, { token, body: { body: texts.bodies[2] } }),
        );
        await by(texts.names[1]!, texts.bodies[1]!, root.id);
        await by(texts.names[0]!, texts.bodies[0]!);
        await poll(
          () => told(reader),
          ({ unread }) => unread > 0,
        );
      }
      browser = await openBrowser({ ...device, viewport: { width, height: HEIGHT }, reducedMotion: 'reduce' });
      const page = await browser.context.newPage();
      const key = `afterword:${w.service.url}:session:${w.site.id}`;
      const stored = JSON.stringify({ ...reader.reader, token: reader.token, subject: null });
      const before = `<script>localStorage.setItem(${JSON.stringify(key)}, ${JSON.stringify(stored)})</script>`;
      w.host.serve(w.html(before + w.element('bar') + w.element('thread') + w.script, { lang, head: HEAD }));
      await show({ page, lang, root: root as Comment, reader });
      shots.push({ input: await page.screenshot(), left, top: GAP });
      left += width + GAP;
      if (device !== DEVICES.at(-1)) await browser.close();
    }
    const sheet = sharp({ create: { width: left, height: HEIGHT + 2 * GAP, channels: 3, background: '#8a8a8a' } });
    const whole = await sheet.composite(shots).png().toBuffer();
    const small = await sharp(whole)
      .resize({ width: Math.round(left * SCALE) })
      .webp({ quality: 72 })
      .toBuffer();
    const states = join(folder ?? '', 'states');
    await mkdir(states, { recursive: true });
    await writeFile(join(states, `${state}.webp`), small);
  });
});
