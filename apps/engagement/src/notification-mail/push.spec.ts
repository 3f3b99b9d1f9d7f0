import { createHash } from 'node:crypto';
import {
  type Comment,
  LIMITS,
  type Notification,
  type NotificationList,
  type NotificationSettings,
  type Problem,
  type PushKey,
  type Site,
  type StoredPushSubscription,
} from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { MailServer } from '@afterword/testing/mail-server';
import { poll } from '@afterword/testing/poll';
import { PushService } from '@afterword/testing/push-service';
import { DataSource } from 'typeorm';
import { mailLanguage } from './mail-language';
import { pushContent } from './push-text';

const GERMAN = { 'accept-language': 'de-AT,de;q=0.9' };

describe('web push', () => {
  const push = new PushService();
  const mailServer = new MailServer();
  const databaseUrl = testDatabaseUrl();
  let service: RunningEngagement;
  let database: DataSource;
  let site: Site;
  let ada: string;
  let grace: string;
  let question: Comment;

  const start = () =>
    startEngagement({
      ...{ databaseUrl, webhookAllowPrivate: '127.0.0.1' },
      mail: { smtpUrl: mailServer.url, from: 'Talk <talk@paper.example>' },
    });
  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);

  beforeAll(async () => {
    await Promise.all([push.start(), mailServer.start()]);
    service = await start();
    database = service.app.get(DataSource);
  });
  afterAll(async () => {
    await service.stop();
    push.stop();
    mailServer.stop();
  });
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { name: 'The Paper' });
    [ada, grace] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Grace')];
    const described = { url: 'https://paper.example/talk', title: 'A talk' };
    expectStatus(200, await call('PUT', pagePath(site.id, 'talk'), { token: ADMIN_TOKEN, body: described }));
    question = await post(ada, 'Why?');
  });

  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(
      201,
      await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body: { body, parentId } }),
    );
  const ask = (body: object, token = ada, headers: Record<string, string> = {}) =>
    call<StoredPushSubscription>('POST', '/v1/me/push-subscriptions', { token, body, headers });
  const subscribe = async (token = ada, headers: Record<string, string> = {}) => {
    const browser = push.subscribe();
    const { id } = expectStatus(200, await ask(browser, token, headers));
    return { browser, id };
  };
  const inbox = async (token = ada) =>
    expectStatus(200, await call<NotificationList>('GET', '/v1/me/notifications', { token }));
  /** Browsers that a site's readers have. */
  const browsers = () =>
    database.query<{ endpoint: string; failures: number }[]>(
      `select endpoint, failures from push_subscription where site_id = $1 order by created_at`,
      [site.id],
    );
  /** Pushes that wait, and how often each was tried. */
  const waiting = () =>
    database.query<{ attempts: number; isPutOff: boolean }[]>(
      `select attempts, due_at between now() + interval '1 s' and now() + interval '200 s' as "isPutOff"
         from push_delivery where site_id = $1`,
      [site.id],
    );
  /** What became of a reader's newest notifications by push, the newest first. */
  const outcomes = async (token = ada) =>
    (await inbox(token)).items.map(({ delivery }) => delivery.find(({ channel }) => channel === 'push')?.outcome);
  const noneWaits = () => poll(waiting, (rows) => rows.length === 0);
  /** An attempt has failed, and the next one is a minute or two later: sooner than the lease of the attempt ends. */
  const putOff = (attempt: number) => poll(waiting, ([row]) => row?.attempts === attempt && row.isPutOff);
  const dueNow = () => database.query(`update push_delivery set due_at = now() where site_id = $1`, [site.id]);

  it('tells each browser of a reader once, in words that only it can read', async () => {
    const [{ browser: desk, id }, { browser: phone }] = [await subscribe(ada, GERMAN), await subscribe()];
    expect(id).toBe(createHash('sha256').update(desk.endpoint).digest('base64url'));
    // The same browser twice is one.
    expectStatus(200, await ask(desk, ada, GERMAN));
    const answer = await post(grace, 'It *works*.', question.id);
    const [[told], [other]] = [await push.waitFor(desk, 1), await push.waitFor(phone, 1)];
    const { items } = await poll(
      inbox,
      ({ items: [first] }) =>
        first?.delivery.some(({ channel, outcome }) => channel === 'push' && outcome === 'sent') === true,
    );
    expect(told!.content).toEqual({
      ...{ id: items[0]!.id, title: 'The Paper', language: 'de', direction: 'ltr' },
      body: 'Grace hat dir auf „A talk“ geantwortet\nIt *works*.',
      url: `https://paper.example/talk#comment-${answer.id}`,
    });
    expect(other!.content.body).toBe('Grace replied to you on “A talk”\nIt *works*.');
    expect(told!.headers).toMatchObject({ ttl: '86400', urgency: 'normal' });
    expect(told!.headers.topic).toMatch(/^[\w-]{1,32}$/);
    const { key } = expectStatus(200, await call<PushKey>('GET', '/v1/push/key'));
    expect([told!.key, other!.key]).toEqual([key, key]);
    expect(told!.signed.sub).toBe('mailto:talk@paper.example');
    expect(told!.signed.exp! - Date.now() / 1_000).toBeLessThan(24 * 3_600);
    expect(items[0]!.delivery).toContainEqual({ channel: 'push', outcome: 'sent', at: expect.any(String) as string });
    await noneWaits();
    await post(grace, 'Again', question.id);
    await Promise.all([push.waitFor(desk, 2), push.waitFor(phone, 2)]);
    await noneWaits();
    expect([push.tries(desk), push.tries(phone)]).toEqual([2, 2]);
  });

  it('says points as the site does in the language of the reader', async () => {
    const look = { texts: { de: { points: { one: '{count} Stern', other: '{count} Sterne' } } } };
    const change = { guestBalance: 100, look };
    expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: change }));
    const rich = await service.api.guest(site.id, 'Ida');
    const rewards = { push: true };
    expectStatus(
      200,
      await call('PATCH', '/v1/me/notification-settings', { token: ada, body: { rewards, language: 'de' } }),
    );
    const { browser } = await subscribe();
    const headers = { 'idempotency-key': 'one' };
    const given = await call('POST', `/v1/comments/${question.id}/rewards`, {
      token: rich,
      body: { amount: 7 },
      headers,
    });
    expectStatus(201, given);
    const [told] = await push.waitFor(browser, 1);
    expect(told!.content.body).toMatch(/^7 Sterne von Ida für deinen Kommentar zu „A talk“/);
  });

  it('tells two readers of one browser what is theirs, until one ends it', async () => {
    const { browser, id } = await subscribe();
    expectStatus(200, await ask(browser, grace));
    const other = await post(grace, 'And why not?');
    await post(grace, 'Because', question.id);
    await push.waitFor(browser, 1);
    expectStatus(204, await call('DELETE', `/v1/me/push-subscriptions/${id}`, { token: ada }));
    await post(grace, 'Nobody hears', question.id);
    await post(ada, 'Right', other.id);
    const [first, second] = await push.waitFor(browser, 2);
    expect([first!.content.body, second!.content.body]).toEqual([
      expect.stringContaining('Because'),
      expect.stringContaining('Right'),
    ]);
    await noneWaits();
    expect(push.tries(browser)).toBe(2);
  });

  it('says nothing about what the reader wants on no device, whatever they get mail about', async () => {
    const { browser } = await subscribe();
    const choose = async (replies: { mail?: string; push?: boolean }) =>
      expectStatus(
        200,
        await call<NotificationSettings>('PATCH', '/v1/me/notification-settings', { token: ada, body: { replies } }),
      ).replies;
    expect(await choose({ push: false })).toEqual({ mail: 'now', push: false });
    // Who knows of mail alone leaves devices as they are.
    expect(await choose({ mail: 'daily' })).toEqual({ mail: 'daily', push: false });
    await post(grace, 'Unwanted', question.id);
    await poll(outcomes, ([became]) => became === 'muted');
    await noneWaits();
    expect(await choose({ mail: 'off', push: true })).toEqual({ mail: 'off', push: true });
    await post(grace, 'Wanted', question.id);
    const [told] = await push.waitFor(browser, 1);
    expect(told!.content.body).toContain('\nWanted');
    expect(push.arrived(browser)).toHaveLength(1);
  });

  it('tries again what was not taken, but not what was read meanwhile', async () => {
    const { browser } = await subscribe();
    push.answer(browser, 503, 429);
    await post(grace, 'Later', question.id);
    await putOff(1);
    await dueNow();
    await putOff(2);
    await dueNow();
    const [told] = await push.waitFor(browser, 1);
    expect(told!.content.body).toContain('Later');
    await noneWaits();

    const { browser: other } = await subscribe(grace);
    const own = await post(grace, 'Mine');
    push.answer(other, 503, 503);
    await post(ada, 'Read in the inbox', own.id);
    await putOff(1);
    await dueNow();
    await putOff(2);
    const { items } = await inbox(grace);
    const read = { token: grace, body: { ids: items.map(({ id }) => id) } };
    expectStatus(200, await call('POST', '/v1/me/notifications/read', read));
    await dueNow();
    await noneWaits();
    expect([push.arrived(other), push.tries(other)]).toEqual([[], 2]);
  });

  it.each([404, 410])('forgets a browser that is gone (%i)', async (status) => {
    const { browser } = await subscribe();
    const { browser: stays } = await subscribe();
    push.answer(browser, status);
    await post(grace, 'Hello', question.id);
    await push.waitFor(stays, 1);
    await poll(browsers, (rows) => rows.length === 1);
    expect((await browsers())[0]!.endpoint).toBe(stays.endpoint);
  });

  it('forgets a browser after too many in a row that were refused, and counts anew after one that was taken', async () => {
    const { browser } = await subscribe();
    push.answer(browser, 400, 201, 413);
    await post(grace, 'One', question.id);
    await poll(browsers, ([row]) => row?.failures === 1);
    await post(grace, 'Two', question.id);
    await poll(browsers, ([row]) => row?.failures === 0);
    expect(push.arrived(browser)).toHaveLength(1);
    await database.query(`update push_subscription set failures = $1 where site_id = $2`, [
      ...[LIMITS.pushFailures - 1, site.id],
    ]);
    await post(grace, 'Three', question.id);
    await poll(browsers, (rows) => rows.length === 0);
  });

  describe('says of each what became of it', () => {
    const became = (...wanted: (string | undefined)[]) =>
      poll(outcomes, (found) => found.length === wanted.length && found.every((one, index) => one === wanted[index]));
    const since = (age: string) =>
      database.query(`update notification set created_at = now() - $2::interval where site_id = $1`, [site.id, age]);

    it('there was no device, or the reader wants none', async () => {
      await post(grace, 'One', question.id);
      await became('no-device');
      await subscribe();
      const change = { token: ada, body: { replies: { push: false } } };
      expectStatus(200, await call('PATCH', '/v1/me/notification-settings', change));
      await post(grace, 'Two', question.id);
      await became('muted', 'no-device');
    });

    it('it waits, and one device got it in the end', async () => {
      const [{ browser: desk }, { browser: phone }] = [await subscribe(), await subscribe()];
      push.answer(desk, 503);
      push.answer(phone, 400);
      await post(grace, 'Hello', question.id);
      await poll(waiting, (rows) => rows.length === 1 && rows[0]!.isPutOff);
      expect(await outcomes()).toEqual(['waiting']);
      await dueNow();
      await became('sent');
      push.answer(phone, 400);
      await post(grace, 'Again', question.id);
      await push.waitFor(desk, 2);
      await noneWaits();
      expect(await outcomes()).toEqual(['sent', 'sent']);
    });

    it('it was read or hidden before', async () => {
      const { browser } = await subscribe();
      push.answer(browser, 503);
      const { id } = await post(grace, 'One', question.id);
      await putOff(1);
      expectStatus(204, await call('DELETE', `/v1/comments/${id}`, { token: grace }));
      await dueNow();
      await noneWaits();
      push.answer(browser, 503);
      await post(grace, 'Two', question.id);
      await putOff(1);
      const { items } = await inbox();
      const read = { token: ada, body: { ids: [items[0]!.id] } };
      expectStatus(200, await call('POST', '/v1/me/notifications/read', read));
      await dueNow();
      await noneWaits();
      // Staff see what readers do, and what is hidden from them.
      const path = `/v1/sites/${site.id}/moderation/readers/${question.author!.id}/notifications`;
      const seen = expectStatus(200, await call<NotificationList>('GET', path, { token: ADMIN_TOKEN }));
      expect(seen.items.map(({ delivery }) => delivery[2])).toEqual([
        { channel: 'push', outcome: 'read', at: expect.any(String) as string },
        { channel: 'push', outcome: 'hidden', at: expect.any(String) as string },
      ]);
    });

    it('the push service did not take it, or knows the device no more', async () => {
      const { browser } = await subscribe();
      push.answer(browser, 400, 503);
      await post(grace, 'One', question.id);
      await became('failed');
      await post(grace, 'Two', question.id);
      await putOff(1);
      await database.query(`update push_delivery set attempts = $1 where site_id = $2`, [
        ...[LIMITS.pushAttempts - 1, site.id],
      ]);
      push.answer(browser, 503, 503, 410);
      await dueNow();
      await became('failed', 'failed');
      // What waits for a device ends with it.
      await post(grace, 'Three', question.id);
      await putOff(1);
      await post(grace, 'Four', question.id);
      await became('gone', 'gone', 'failed', 'failed');
      expect(await browsers()).toEqual([]);
    });

    it('it was too old before it could be sent', async () => {
      const { browser } = await subscribe();
      push.answer(browser, 503);
      await post(grace, 'Old', question.id);
      await putOff(1);
      await since(`${LIMITS.pushHours + 1} hours`);
      await dueNow();
      await became('expired');
      expect(push.arrived(browser)).toEqual([]);
    });

    it('there were too many in that hour', async () => {
      const { browser } = await subscribe();
      const { browser: others } = await subscribe(grace);
      push.answer(browser, 503);
      const last = await post(grace, 'The last one that is pushed', question.id);
      await putOff(1);
      // Those that came before it, not in that hour yet.
      await database.query(
        `insert into notification (site_id, reader_id, id, type, about_id, page_id, comment_id, mail, created_at)
         select site_id, reader_id, ('00000000-0000-7000-8000-' || lpad(t::text, 12, '0'))::uuid, type, gen_random_uuid(), page_id, comment_id, 'off', created_at - interval '2 hours'
           from notification, generate_series(2, $1::int) t where comment_id = $2`,
        [LIMITS.pushesPerHour, last.id],
      );
      push.answer(browser, 503);
      await post(grace, 'One more', question.id);
      await poll(waiting, (rows) => rows.length === 2 && rows.every(({ isPutOff }) => isPutOff));
      // All in one hour of the clock, whichever it was.
      await since('0 s');
      await dueNow();
      await noneWaits();
      expect((await outcomes()).slice(0, 2)).toEqual(['rate', 'sent']);
      expect(push.arrived(browser).map(({ content }) => content.body)).toEqual([
        expect.stringContaining('The last one that is pushed'),
      ]);
      // Of one reader alone.
      const own = await post(grace, 'Mine');
      await post(ada, 'Yours', own.id);
      await push.waitFor(others, 1);
    });
  });

  it('tells everybody of a browser by the subscription that took the place of the one before', async () => {
    const { browser: former } = await subscribe();
    expectStatus(200, await ask(former, grace));
    push.answer(former, 503);
    await post(grace, 'Waits', question.id);
    await putOff(1);
    const subscription = push.subscribe();
    const renew = (body: object) => call('POST', '/v1/push/renew', { body });
    // Whoever knows the endpoint alone has no proof.
    for (const keys of [{ auth: subscription.keys.auth }, { p256dh: subscription.keys.p256dh }]) {
      const forged = { ...former, keys: { ...former.keys, ...keys } };
      expectStatus(204, await renew({ former: forged, subscription }));
    }
    expect((await browsers()).map(({ endpoint }) => endpoint)).toEqual([former.endpoint, former.endpoint]);
    expect((await renew({ former, subscription: { ...subscription, endpoint: 'http://127.0.0.2/x' } })).status).toBe(
      422,
    );
    expectStatus(204, await renew({ former, subscription }));
    expect((await browsers()).map(({ endpoint }) => endpoint)).toEqual([subscription.endpoint, subscription.endpoint]);
    await dueNow();
    const [told] = await push.waitFor(subscription, 1);
    expect(told!.content.body).toContain('Waits');
    const own = await post(grace, 'Mine');
    await post(ada, 'Yours', own.id);
    await push.waitFor(subscription, 2);
    await noneWaits();
    expect(push.tries(former)).toBe(1);
    // Sent again, there is nothing to do.
    expectStatus(204, await renew({ former, subscription }));
    expect(await browsers()).toHaveLength(2);
  });

  it('sends nothing into private networks', async () => {
    const { browser, id } = await subscribe();
    const { port } = new URL(browser.endpoint);
    const plain = await ask({ ...browser, endpoint: `http://127.0.0.2:${port}/push/x` });
    expect(plain.status).toBe(422);
    expect((plain.body as unknown as Problem).errors).toEqual([
      { path: '/endpoint', message: 'must begin with https://' },
    ]);
    expectStatus(200, await ask({ ...browser, endpoint: `https://127.0.0.2:${port}/push/x` }));
    expectStatus(204, await call('DELETE', `/v1/me/push-subscriptions/${id}`, { token: ada }));
    await post(grace, 'Hello', question.id);
    // Refused for good: an address that nobody answers at would be tried again.
    await poll(browsers, ([row]) => row?.failures === 1);
    await noneWaits();
  });

  it('takes what a browser gives alone', async () => {
    const browser = push.subscribe();
    const { keys } = browser;
    const wrongs = [
      { ...browser, endpoint: 'ftp://127.0.0.1/x' },
      { ...browser, endpoint: `https://push.example/${'x'.repeat(LIMITS.urlLength)}` },
      { ...browser, keys: { ...keys, auth: 'short' } },
      // As long as a point, and on no curve.
      { ...browser, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } },
      { endpoint: browser.endpoint },
    ];
    for (const wrong of wrongs) expect([wrong, (await ask(wrong)).status]).toEqual([wrong, 422]);
    expect(await browsers()).toEqual([]);
  });

  it('keeps the newest browsers of a reader, up to the limit', async () => {
    const first = await subscribe();
    const rest: string[] = [];
    for (let count = 0; count < LIMITS.pushSubscriptions; count++) {
      // As precise as times are stored, two of them can be the same.
      await database.query(`update push_subscription set created_at = created_at - interval '1 s' where site_id = $1`, [
        site.id,
      ]);
      rest.push((await subscribe()).browser.endpoint);
    }
    const kept = (await browsers()).map(({ endpoint }) => endpoint);
    expect(kept).toEqual(rest);
    expect(kept).not.toContain(first.browser.endpoint);
  });

  it('ends with the reader, and with the site', async () => {
    await Promise.all([subscribe(), subscribe(grace)]);
    expectStatus(204, await call('DELETE', '/v1/me', { token: ada }));
    expect(await browsers()).toHaveLength(1);
    expectStatus(204, await call('DELETE', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN }));
    expect(await browsers()).toEqual([]);
  });

  it('has one key in every process', async () => {
    const other = await start();
    try {
      const { body: theirs } = await other.api.call<PushKey>('GET', '/v1/push/key');
      const { body: ours } = await call<PushKey>('GET', '/v1/push/key');
      expect(ours.key).toMatch(/^[\w-]{87}$/);
      expect(theirs).toEqual(ours);
    } finally {
      await other.stop();
    }
  });

  describe('on the page of mail settings', () => {
    const pageOf = async (token = ada) => new URL((await inbox(token)).mailSettingsUrl!).pathname;

    it('is a section with a script of its own, and is turned on and off by the page’s token', async () => {
      const path = await pageOf();
      const browser = push.subscribe();
      const before = await call<string>('GET', path);
      const [, script = ''] = /<script type="module">([^]*?)<\/script>/.exec(before.body) ?? [];
      const hash = createHash('sha256').update(script).digest('base64');
      expect(before.headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'`);
      const { key } = expectStatus(200, await call<PushKey>('GET', '/v1/push/key'));
      expect(before.body).toContain(`<section id="device" hidden`);
      expect(before.body).toContain(`data-key="${key}" data-known=""`);
      const { id } = expectStatus(200, await call<StoredPushSubscription>('POST', `${path}/push`, { body: browser }));
      expect((await call<string>('GET', path)).body).toContain(`data-known="${id}"`);
      // Nobody else's page can end it.
      expectStatus(204, await call('DELETE', `${await pageOf(grace)}/push/${id}`));
      await post(grace, 'Here', question.id);
      expect((await push.waitFor(browser, 1))[0]!.content.body).toContain('Here');
      expectStatus(204, await call('DELETE', `${path}/push/${id}`));
      expect(await browsers()).toEqual([]);
      expectStatus(404, await call('POST', '/mail/settings/nonsense/push', { body: browser }));
      expectStatus(404, await call('DELETE', `/mail/settings/nonsense/push/${id}`));
    });

    it('is not there where browsers run no service worker', async () => {
      const plain = await startEngagement({
        ...{ databaseUrl, engagementUrl: 'http://talk.example' },
        mail: { smtpUrl: mailServer.url, from: 'talk@paper.example' },
      });
      try {
        const page = await plain.api.call<string>('GET', await pageOf());
        expect([page.status, page.body.includes('<form'), page.body.includes('<script')]).toEqual([200, true, false]);
        expect(page.headers.get('content-security-policy')).not.toContain('script-src');
      } finally {
        await plain.stop();
      }
    });
  });

  it('fits, whatever is said', () => {
    const wide = '𝔸'.repeat(5_000);
    const notification: Notification = {
      ...{ id: '019ac9f2-8a10-7d31-9c55-0f3b1f7c2a44', type: 'reply', at: '2026-11-29T06:41:02.117Z', read: false },
      page: { key: 'k', url: `https://paper.example/${'x'.repeat(2_000)}`, title: wide },
      comment: { id: '019ac9f2-7c1e-7a40-b6f1-5a4f0d6f2b11', parentId: null, excerpt: '𝔸'.repeat(200) },
      ...{ actor: null, delivery: [] },
    };
    const content = pushContent(mailLanguage('ar'), wide, notification);
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(LIMITS.pushBytes);
    expect(JSON.parse(content)).toMatchObject({ id: notification.id, language: 'ar', direction: 'rtl' });
  });
});
