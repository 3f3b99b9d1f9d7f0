import { resolve } from 'node:path';
import type { Comment } from '@afterword/contracts';
import { SignJWT } from 'jose';
import { ADMIN_TOKEN } from './admin-token';
import { type Api, createApi, expectStatus, pagePath } from './api';
import { poll } from './poll';
import type { Services } from './services';

const SAMPLE = resolve(__dirname, '../../apps/content/sample');
const SECRET = 'a-secret-of-the-site-for-its-tokens';

/** The sample article, whose thread has everything that a thread can have. */
export const SLUG = 'the-ferryman-s-ledger';
export const EMPTY = 'nothing-yet';
export const CLOSED = 'last-orders';
export const LONG = 'the-long-queue';
export const RTL = 'the-night-library';

/** How long a busy machine may take to fill it. Milliseconds. */
export const NEWSROOM_MS = 180_000;

/** Comments of `LONG`: more than an article's page shows. */
const LONG_THREAD = 24;

export interface Newsroom {
  engagement: Api;
  /** A comment three levels down, with a reply. */
  deepComment: string;
}

/** Articles as a publisher has them, and what readers wrote below, in both services. */
export async function openNewsroom(services: Services): Promise<Newsroom> {
  const engagement = createApi(services.url('engagement'));
  const content = createApi(services.url('content'));
  await services.command('content', 'articles', 'import', SAMPLE, '--publish');
  await services.publish(EMPTY, 'An article that nobody has answered');
  await services.publish(CLOSED, 'An article that takes no more comments');
  await services.publish(LONG, 'An article that everybody has answered');
  const night = {
    slug: RTL,
    title: 'The night library that never asked for a card',
    author: 'City desk',
    publishedAt: '2026-09-06T06:00:00Z',
    topics: ['Libraries', 'Cities'],
    source: { name: 'المدينة', url: 'https://almadina.example/night-library' },
    related: [{ title: 'A map of every reading room open past midnight', url: 'https://themargin.example/midnight' }],
    body: 'For eleven winters the reading room above the tram depot kept its lights on until the first car left at dawn.',
    original: {
      language: 'ar',
      title: 'المكتبة الليلية التي لم تطلب بطاقة قط',
      body: [
        'ظلّت قاعة القراءة فوق مستودع الترام مضاءة أحد عشر شتاءً حتى تغادر أول عربة عند الفجر. لم يوقّع أحد، ولم يُسأل أحد عن سبب مجيئه.',
        'وذكر الحارس ثلاثة أسباب:\n\n1. الكتاب الذي يُعار بلا سؤال يعود أكثر من الذي يُعار باستمارة.\n2. من يقرأ في الثالثة فجرًا أجاب عن أسئلة كافية في يومه.\n3. القاعة صغيرة، والقائمة تأخذ مكان كرسي.',
        '> «الضوء يكفي»، قال الحارس.',
      ].join('\n\n'),
    },
  };
  expectStatus(201, await content.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body: night }));
  expectStatus(200, await content.call('POST', `/v1/articles/${RTL}/publish`, { token: ADMIN_TOKEN }));

  const writer = writerFor(engagement);
  const deepComment = await everythingIn(engagement, writer);
  for (const text of ['One for the road.', 'And one for the dog.']) await writer.guest(CLOSED, 'Regular', text);
  const closing = { token: ADMIN_TOKEN, body: { closed: true } };
  expectStatus(200, await engagement.call('PATCH', `/v1/admin/sites/demo/pages/${CLOSED}`, closing));
  for (let place = 1; place <= LONG_THREAD; place += 1)
    await writer.guest(LONG, `Reader ${place}`, `I am number ${place}.`);

  await shows(services, SLUG, ['school exercise book', 'bell is in tune', 'wheelhouse is cold', '>12<', '>3<']);
  await shows(services, CLOSED, ['Comments are closed']);
  await shows(services, LONG, [`I am number ${LONG_THREAD}.`]);
  return { engagement, deepComment };
}

/** Waits until content has heard of all of it. */
const shows = (services: Services, slug: string, texts: string[]) =>
  poll(
    () => services.html(slug),
    (html) => texts.every((text) => html.includes(text)),
  );

type Writer = ReturnType<typeof writerFor>;

function writerFor(engagement: Api) {
  async function write(token: string, slug: string, body: string, parentId?: string) {
    const answer = await engagement.call<Comment>('POST', `${pagePath('demo', slug)}/comments`, {
      token,
      body: { body, parentId },
    });
    return { token, ...expectStatus(201, answer) };
  }
  return {
    write,
    guest: async (slug: string, name: string, body: string, parentId?: string) =>
      write(await engagement.guest('demo', name), slug, body, parentId),
  };
}

/** A staff member's pinned comment, quotes, code, an edited one, a tombstone with a reply, and replies four levels deep. */
async function everythingIn(engagement: Api, { guest, write }: Writer): Promise<string> {
  const path = pagePath('demo', SLUG);
  const site = { token: ADMIN_TOKEN, body: { ssoSecret: SECRET } };
  expectStatus(200, await engagement.call('PATCH', '/v1/admin/sites/demo', site));
  const sso = await new SignJWT({ name: 'River desk', role: 'staff' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('desk')
    .setAudience('demo')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET));
  const session = await engagement.call<{ token: string }>('POST', '/v1/sites/demo/sessions', { body: { sso } });
  const desk = await write(
    expectStatus(201, session).token,
    SLUG,
    'We have put volume 23, the one with the long winter, in the reading room. The wheelhouse is cold; bring gloves.',
  );
  const pin = { token: ADMIN_TOKEN, body: { pinned: true } };
  expectStatus(200, await engagement.call('PATCH', `/v1/admin/comments/${desk.id}`, pin));

  const lamp = await guest(
    SLUG,
    'green lamp',
    'I was the *two cyclists and a dog*. It is true, and the bell is in tune.',
  );
  const tram = await guest(
    SLUG,
    'Tram Seven',
    '> it is true\n\nSo the remark was about you. What did the dog think?',
    lamp.id,
  );
  const dog = await guest(SLUG, 'green lamp', 'He kept the **widest column**, naturally.', tram.id);
  const deep = await guest(SLUG, 'Margin Notes', 'A dog after my own heart.', dog.id);
  await guest(SLUG, 'Tram Seven', 'And after mine.', deep.id);
  const gone = await guest(SLUG, 'Nobody', 'Never mind.');
  await guest(SLUG, 'Margin Notes', 'What was it?', gone.id);
  expectStatus(204, await engagement.call('DELETE', `/v1/comments/${gone.id}`, { token: gone.token }));
  const ada = await guest(SLUG, 'Ada', 'Is the exercise book with a horse for sale?');
  const better = {
    token: ada.token,
    body: { body: 'Is the school exercise book with `a horse` on the cover for sale anywhere?' },
  };
  expectStatus(200, await engagement.call('PATCH', `/v1/comments/${ada.id}`, better));

  for (let reader = 0; reader < 12; reader += 1) {
    const token = await engagement.guest('demo');
    expectStatus(200, await engagement.call('PUT', `${path}/reactions/like`, { token }));
    if (reader < 5)
      expectStatus(200, await engagement.call('PUT', `/v1/comments/${lamp.id}/reactions/like`, { token }));
    if (reader < 3) {
      const headers = { 'idempotency-key': `newsroom-${reader}` };
      expectStatus(201, await engagement.call('POST', `${path}/rewards`, { token, headers, body: { amount: 20 } }));
    }
  }
  return deep.id;
}
