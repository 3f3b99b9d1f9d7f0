import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  type Comment,
  type InvitedStaff,
  LIMITS,
  type MailSetup,
  type Me,
  type NotificationList,
  type NotificationSettings,
  type Session,
  type Site,
  type StoppedMail,
} from '@afterword/contracts';
import { type Answer, expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { DataSource } from 'typeorm';
import { WebhookSender } from '../webhooks';
import { MailDispatcher } from './mail-dispatcher';
import { knownLanguage, mailLanguage, MAIL_LANGUAGES, wantedLanguages } from './mail-language';
import { Mailer } from './mailer';

interface Arrived {
  to: string;
  mail: ParsedMail;
}

describe('mail', () => {
  let service: RunningEngagement;
  let database: DataSource;
  let site: Site;
  let ada: string;
  let grace: string;
  let address: string;
  const arrived: Arrived[] = [];
  /** What the mail server says of an address, or of a mail: null where it takes it. */
  let refuse: (to: string) => { code: number; when: 'address' | 'mail'; text?: string } | null;
  /** What the mail server waits for before it takes a mail. */
  let takeMail: () => Promise<void>;
  const problem = ({ code, text = 'No' }: { code: number; text?: string }) =>
    Object.assign(new Error(text), { responseCode: code });

  const server = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false },
    onRcptTo: ({ address: to }, _session, done) => {
      const no = refuse(to);
      done(no?.when === 'address' ? problem(no) : null);
    },
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo[0]!.address;
      const take = async () => {
        const mail = await simpleParser(stream);
        const no = refuse(to);
        if (no) throw problem(no);
        await takeMail();
        arrived.push({ to, mail });
      };
      take().then(() => done(), done);
    },
  });

  /** Between the service and the mail server, which can be away. */
  let isAway = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    if (isAway) return void client.destroy();
    const { port } = server.server.address() as AddressInfo;
    const upstream = createConnection(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
      socket.pipe(other);
    }
  });
  const goAway = () => {
    isAway = true;
    for (const socket of sockets) socket.destroy();
  };

  const databaseUrl = testDatabaseUrl();
  const start = async () => {
    const { port } = proxy.address() as AddressInfo;
    const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Talk <talk@paper.example>' };
    const started = await startEngagement({ databaseUrl, mail });
    started.app.get(MailDispatcher).pauseSeconds = 0;
    return started;
  };

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    proxy.listen(0, '127.0.0.1');
    await Promise.all([once(server.server, 'listening'), once(proxy, 'listening')]);
    service = await start();
    database = service.app.get(DataSource);
  });
  afterAll(async () => {
    await service.stop();
    server.close();
    proxy.close();
  });
  beforeEach(async () => {
    refuse = () => null;
    takeMail = () => Promise.resolve();
    isAway = false;
    site = await service.api.site(ADMIN_TOKEN, { name: 'The <Paper>' });
    [ada, grace] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id, 'Grace')];
    address = `ada@${site.id}.example`;
    // Readers are told from the first one on who asks.
    expect(await outcomes()).toEqual([]);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const post = async (token: string, body: string, parentId?: string) =>
    expectStatus(
      201,
      await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body: { body, parentId } }),
    );
  const mailsTo = (to: string) => arrived.filter((one) => one.to === to).map(({ mail }) => mail);
  const mails = (to: string, count: number) =>
    poll(
      () => mailsTo(to),
      (all) => all.length >= count,
    );
  const settings = async () =>
    expectStatus(200, await call<NotificationSettings>('GET', '/v1/me/notification-settings', { token: ada }));
  const choose = async (body: object) =>
    expectStatus(200, await call<NotificationSettings>('PATCH', '/v1/me/notification-settings', { token: ada, body }));
  const ask = async (email = address, token = ada) =>
    expectStatus(202, await call<NotificationSettings>('PUT', '/v1/me/email', { token, body: { email } }));
  const linkIn = (mail: ParsedMail) => new URL(/https?:\S+\/mail\/\S+/.exec(mail.text!)![0]).pathname;
  const confirm = async () => {
    await ask();
    const [mail] = await mails(address, 1);
    expectStatus(200, await call('POST', linkIn(mail!)));
  };
  const outcomes = async (token = ada) =>
    expectStatus(200, await call<NotificationList>('GET', '/v1/me/notifications', { token })).items.map(
      ({ delivery }) => delivery.find(({ channel }) => channel === 'mail')!.outcome,
    );
  const ended = (wanted: string[]) => poll(outcomes, (all) => JSON.stringify(all) === JSON.stringify(wanted));
  const codeOf = ({ body }: Answer<unknown>) => (body as { type: string }).type.split(':').at(-1);
  const dueNow = () =>
    database.query(`update notification set mail_due_at = now() where site_id = $1 and mail_due_at is not null`, [
      site.id,
    ]);

  /** Resolves when an attempt has failed, and the next one is a minute later. */
  const putOff = () =>
    poll(
      () =>
        database.query<object[]>(
          `select from notification where site_id = $1 and mail_due_at between now() + interval '10 s' and now() + interval '70 s'`,
          [site.id],
        ),
      (rows) => rows.length === 1,
    );

  it('goes to an address that is confirmed by a button, and to no other', async () => {
    const question = await post(ada, 'Why?');
    expect(await settings()).toEqual({
      ...{ mail: 'on', email: null, timeZone: 'UTC', language: 'en' },
      ...{
        replies: { mail: 'now', push: true },
        mentions: { mail: 'now', push: true },
        comments: { mail: 'now', push: true },
        decisions: { mail: 'now', push: true },
        rewards: { mail: 'off', push: false },
      },
    });
    await post(grace, 'Before', question.id);
    await ended(['no-address']);
    expect((await ask()).email).toEqual({ address, status: 'waiting' });
    const [mail] = await mails(address, 1);
    expect(mail).toMatchObject({
      subject: 'Confirm your address for The <Paper>',
      from: { text: '"Talk" <talk@paper.example>' },
    });
    expect(mail!.html).toContain('The &#60;Paper&#62;');
    const link = linkIn(mail!);
    const page = await call<string>('GET', link);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain(address);
    await post(grace, 'Opened only', question.id);
    await ended(['no-address', 'no-address']);
    expectStatus(200, await call('POST', link));
    expect((await settings()).email).toEqual({ address, status: 'confirmed' });
    expect((await call('POST', link)).status).toBe(200);
    await post(grace, 'Because', question.id);
    await mails(address, 2);
    await ended(['sent', 'no-address', 'no-address']);
    expect(mailsTo(address)).toHaveLength(2);
    expectStatus(204, await call('DELETE', '/v1/me/email', { token: ada }));
    expect((await settings()).email).toBeNull();
    expect((await call('POST', link)).status).toBe(404);
    const none = ['', 'ada', '@b', 'a@', 'a@b@c', 'a b@c.example', '<a@b.example>', '"a"@b.example', 'x:a@b.example;'];
    const several = [
      'a@b.example, c@d.example',
      'a@b.example\nBcc: x@y.example',
      'a@b.example\r\n.\r\nMAIL FROM:<x@y>',
    ];
    for (const email of [...none, ...several, 'a(b)@c.example', `${'a'.repeat(250)}@b.example`])
      expect([email, (await call('PUT', '/v1/me/email', { token: ada, body: { email } })).status]).toEqual([
        email,
        422,
      ]);
  });

  it('says who did what, in HTML and text, and how to end it', async () => {
    const described = { url: 'https://paper.example/talk', title: 'A <b>talk</b>' };
    expectStatus(200, await call('PUT', pagePath(site.id, 'talk'), { token: ADMIN_TOKEN, body: described }));
    await confirm();
    const { id } = await post(ada, 'Why?');
    const answer = await post(grace, 'Because of <script>alert(1)</script>', id);
    const [, mail] = await mails(address, 2);
    expect(mail!.subject).toBe('Grace replied to you on “A <b>talk</b>”');
    const link = `https://paper.example/talk#comment-${answer.id}`;
    expect(mail!.text).toContain(link);
    expect(mail!.html).toContain(`<a href="${link}">`);
    expect(mail!.html).toContain('Because of &#60;script&#62;');
    expect(mail!.html).not.toContain('<script');
    expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
    const raw = (name: string) => mail!.headerLines.find(({ key }) => key === name)!.line.replace(/\s+/g, ' ');
    const target = /^List-Unsubscribe: <(http\S+)>$/.exec(raw('list-unsubscribe'))![1]!;
    expect(raw('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(mail!.text).toContain(target);
    const { pathname } = new URL(target);
    expectStatus(200, await call('GET', pathname));
    expect((await settings()).replies.mail).toBe('now');
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    const [typed] = [await fetch(service.url + pathname, { method: 'POST', body: form })];
    expect(typed.status).toBe(200);
    expect((await settings()).replies.mail).toBe('off');
    const urlEncoded = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await fetch(service.url + pathname, { method: 'POST', body: urlEncoded })).status).toBe(200);
    await post(grace, 'Unheard', id);
    await ended(['muted', 'sent']);
    expect(
      (await call<string>('GET', '/mail/confirm/x', { headers: { 'accept-language': 'sw, de;q=0.5' } })).body,
    ).toContain(MAIL_LANGUAGES.de!.gone);
    for (const path of ['/mail/unsubscribe/x', '/mail/nothing/x', pathname.replace('unsubscribe', 'confirm')])
      expect([path, (await call('GET', path)).status]).toEqual([path, 404]);
  });

  it('says points as the site does in the language of the reader, and else as we do', async () => {
    const look = { texts: { de: { points: { one: '{count} <Stern>', other: '{count} <Sterne>' } } } };
    const change = { startingBalance: 100, guestBalance: 100, look };
    expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: change }));
    grace = await service.api.guest(site.id, 'Grace');
    await confirm();
    const { id } = await post(ada, 'Worth something');
    const give = async (amount: number, language: string) => {
      await choose({ rewards: { mail: 'now' }, language });
      const headers = { 'idempotency-key': randomUUID() };
      expectStatus(201, await call('POST', `/v1/comments/${id}/rewards`, { token: grace, body: { amount }, headers }));
    };
    await give(7, 'de');
    const [, german] = await mails(address, 2);
    expect(german!.subject).toBe('7 <Sterne> von Grace für deinen Kommentar zu „talk“');
    expect(german!.text).toContain('7 <Sterne> von Grace für deinen Kommentar zu „talk“');
    expect(german!.html).toContain('7 &#60;Sterne&#62; von Grace für deinen Kommentar zu „talk“');
    await give(1, 'en');
    const [, , english] = await mails(address, 3);
    expect(english!.subject).toBe('1 point from Grace for your comment on “talk”');
    // The page that mails lead to says the same of what was told before.
    const { pathname } = new URL(/https?:\S+\/mail\/settings\/\S+/.exec(english!.text!)![0]);
    const page = async () => expectStatus(200, await call<string>('GET', pathname));
    expect(await page()).toContain('1 point from Grace');
    await choose({ language: 'de' });
    expect(await page()).toContain('1 &#60;Stern&#62; von Grace');
  });

  it('calls guests without a name as the language of the reader does', async () => {
    await confirm();
    await choose({ replies: { mail: 'now' }, language: 'de' });
    const { id } = await post(ada, 'Who answers?');
    await post(await service.api.guest(site.id), 'Nobody in particular', id);
    const [, german] = await mails(address, 2);
    expect(german!.subject).toContain('Gast');
    expect(`${german!.text}${german!.html}`).not.toContain('Guest');
  });

  it('comes as a digest where the reader wants that, without what they have read and what is gone', async () => {
    await confirm();
    await choose({ replies: { mail: 'daily' }, timeZone: 'Asia/Tokyo' });
    const { id } = await post(ada, 'Digest');
    const all = [];
    for (const body of ['One', 'Two', 'Three', 'Four']) all.push(await post(grace, body, id));
    await ended(['waiting', 'waiting', 'waiting', 'waiting']);
    const rows = await database.query<{ at: string }[]>(
      `select distinct to_char(mail_due_at at time zone 'Asia/Tokyo', 'HH24:MI') as at from notification where site_id = $1`,
      [site.id],
    );
    expect(rows).toEqual([{ at: '08:00' }]);
    const { items } = expectStatus(200, await call<NotificationList>('GET', '/v1/me/notifications', { token: ada }));
    const three = items.find(({ comment }) => comment!.excerpt === 'Three')!;
    expectStatus(200, await call('POST', '/v1/me/notifications/read', { token: ada, body: { ids: [three.id] } }));
    expectStatus(204, await call('DELETE', `/v1/comments/${all[3]!.id}`, { token: grace }));
    await dueNow();
    const [, mail] = await mails(address, 2);
    expect(mail!.subject).toBe('News from The <Paper>: 2');
    expect(mail!.text).toMatch(/> Two[^]*> One/);
    expect(mail!.text).not.toMatch(/Three|Four/);
    await ended(['read', 'digested', 'digested']);
    const weekly = await choose({ replies: { mail: 'weekly' } });
    expect([weekly.replies.mail, weekly.timeZone]).toEqual(['weekly', 'Asia/Tokyo']);
    await post(grace, 'On a Monday', id);
    await poll(outcomes, (known) => known[0] === 'waiting');
    const [monday] = await database.query<{ at: string }[]>(
      `select to_char(mail_due_at at time zone 'Asia/Tokyo', 'ID HH24:MI') as at from notification
        where site_id = $1 and mail_due_at is not null`,
      [site.id],
    );
    expect(monday!.at).toBe('1 08:00');
    expectStatus(204, await call('DELETE', '/v1/me/email', { token: ada }));
    expect((await outcomes())[0]).toBe('no-address');
    for (const bad of [
      { timeZone: 'Mars/Olympus' },
      { timeZone: '+02:00' },
      { replies: { mail: 'yearly' } },
      { push: true },
      { replies: { push: 'yes' } },
    ])
      expect((await call('PATCH', '/v1/me/notification-settings', { token: ada, body: bad })).status).toBe(422);
  });

  it('stops where the address does not exist, and is tried again where the server does not take it now', async () => {
    await confirm();
    const { id } = await post(ada, 'Try');
    refuse = () => ({ code: 451, when: 'mail' });
    await post(grace, 'Later', id);
    await putOff();
    refuse = () => null;
    await dueNow();
    const [, later] = await mails(address, 2);
    await ended(['sent']);
    // A worker that was killed before it noted what it had sent: it is the same mail, by its id.
    await database.query(`update notification set mail = 'waiting', mail_due_at = now() where site_id = $1`, [site.id]);
    const [, , again] = await mails(address, 3);
    expect(again!.messageId).toBe(later!.messageId);
    await ended(['sent']);
    refuse = () => ({ code: 451, when: 'mail' });
    await post(grace, 'Never', id);
    await putOff();
    await database.query(`update notification set mail_attempts = $2 where site_id = $1`, [
      site.id,
      LIMITS.mailAttempts,
    ]);
    await dueNow();
    await ended(['failed', 'sent']);
    // It is not tried again, and nothing is said of the address.
    refuse = () => ({ code: 554, when: 'mail' });
    await post(grace, 'Not this one', id);
    await ended(['failed', 'failed', 'sent']);
    refuse = () => ({ code: 550, when: 'address', text: '5.7.1 Relaying denied' });
    await post(grace, 'Nor this one', id);
    await ended(['failed', 'failed', 'failed', 'sent']);
    refuse = () => ({ code: 550, when: 'address' });
    await post(grace, 'Bounced', id);
    await ended(['bounced', 'failed', 'failed', 'failed', 'sent']);
    expect((await settings()).email).toEqual({ address, status: 'bounced' });
    refuse = () => null;
    await post(grace, 'Silent', id);
    await ended(['bounced', 'bounced', 'failed', 'failed', 'failed', 'sent']);
    expect(mailsTo(address)).toHaveLength(3);
  });

  describe('that comes back', () => {
    const reports = async () =>
      new URL(expectStatus(200, await call<MailSetup>('GET', '/v1/admin/mail', { token: ADMIN_TOKEN })).reportsUrl)
        .pathname;
    const report = async (message: string, type = 'message/rfc822') => {
      const headers = { 'content-type': type };
      const answer = await fetch(service.url + (await reports()), { method: 'POST', headers, body: message });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as StoppedMail).readers;
    };
    const tell = (...of: object[]) => report(JSON.stringify({ reports: of }), 'application/json');
    /** A message as mail servers write them. Lines may end in CR LF, and headers are folded. */
    const message = (parts: [type: string, content: string][]) =>
      [
        ...['From: MAILER-DAEMON@mx.example', 'To: talk@paper.example', 'MIME-Version: 1.0'],
        ...['Content-Type: multipart/report; boundary="b"; report-type=delivery-status', ''],
        ...parts.flatMap(([type, content]) => ['--b', `Content-Type: ${type}`, '', content]),
        '--b--\n',
      ]
        .join('\n')
        .replace(/\n/g, '\r\n');
    const bounce = (id: string, status = '5.1.1', action = 'failed', to = address) =>
      message([
        ['text/plain', 'It was not delivered.'],
        [
          'message/delivery-status',
          `Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822;\n ${to}\nAction: ${action}\nStatus: ${status} (bad\n address)\n`,
        ],
        ['message/rfc822', `Subject: Hi\nMessage-ID:\n ${id}\n\nIt was this.\n`],
      ]);
    const complaint = (id: string, type = 'abuse') =>
      message([
        ['text/plain', 'This is an email abuse report.'],
        ['message/feedback-report', `Feedback-Type: ${type}\nUser-Agent: Feed/1.0\nVersion: 1\n`],
        ['text/rfc822-headers', `Message-ID: ${id}\nSubject: Hi\n`],
      ]);
    const replied = async () => {
      await confirm();
      const { id } = await post(ada, 'Why?');
      await post(grace, 'Because', id);
      const [, mail] = await mails(address, 2);
      await ended(['sent']);
      return { question: id, messageId: mail!.messageId! };
    };
    const status = async () => (await settings()).email?.status;

    it('for good ends mail to the address, and says so; what may change does not', async () => {
      const { question, messageId } = await replied();
      for (const soft of ['4.2.2', '5.2.2', '5.7.1', '5.4.7', '2.0.0'])
        expect(await report(bounce(messageId, soft))).toBe(0);
      expect(await report(bounce(messageId, '5.1.1', 'delayed'))).toBe(0);
      // What nobody can know who has not got the mail.
      expect(await report(bounce('<another@paper.example>'))).toBe(0);
      expect(
        await report(bounce(`<${messageId.slice(1, -1).replace(/^./, (digit) => (digit === '0' ? '1' : '0'))}>`)),
      ).toBe(0);
      expect([await status(), await outcomes()]).toEqual(['confirmed', ['sent']]);
      expect(await report(bounce(messageId))).toBe(1);
      expect([await status(), await outcomes()]).toEqual(['bounced', ['bounced']]);
      await post(grace, 'Unheard', question);
      await ended(['bounced', 'bounced']);
      // The reader sets it again, and it works: what comes late is about the address before.
      await ask();
      const [, , again] = await mails(address, 3);
      expectStatus(200, await call('POST', linkIn(again!)));
      expect(await report(bounce(messageId))).toBe(0);
      expect(await status()).toBe('confirmed');
    });

    it('as a complaint ends mail to the address of every reader who has it, and of what waits', async () => {
      const { question, messageId } = await replied();
      await choose({ replies: { mail: 'daily' } });
      await post(grace, 'Waits', question);
      await ended(['waiting', 'sent']);
      expect(await report(complaint(messageId, 'not-spam'))).toBe(0);
      const other = await service.api.guest(site.id, 'Ada elsewhere');
      await ask(address.toUpperCase(), other);
      expect(await report(complaint(messageId))).toBe(2);
      expect([await status(), await outcomes()]).toEqual(['complained', ['complained', 'complained']]);
      await post(grace, 'Unheard', question);
      await ended(['complained', 'complained', 'complained']);
    });

    it('before it was confirmed, by the beginning of its id and the address', async () => {
      await ask();
      const [mail] = await mails(address, 1);
      expect(await report(bounce(mail!.messageId!, '5.1.1', 'failed', 'eve@paper.example'))).toBe(0);
      expect(await report(bounce(mail!.messageId!))).toBe(1);
      expect(await status()).toBe('bounced');
    });

    it('is told by a provider, by the id or the address', async () => {
      const { messageId } = await replied();
      expect(await tell({ kind: 'bounce', permanent: false, email: address })).toBe(0);
      expect(await tell({ kind: 'complaint', email: 'nobody@paper.example' }, { kind: 'bounce', messageId: 'x' })).toBe(
        0,
      );
      expect(await status()).toBe('confirmed');
      expect(await tell({ kind: 'bounce', email: address.toUpperCase(), messageId: 'of-the-provider' })).toBe(1);
      expect(await status()).toBe('bounced');
      expect(await tell({ kind: 'complaint', messageId: messageId.slice(1, -1) })).toBe(1);
      expect([await status(), await outcomes()]).toEqual(['complained', ['complained']]);
    });

    it('is nothing else, and nobody else’s', async () => {
      const { messageId } = await replied();
      const path = await reports();
      const post = async (to: string, body: string, type: string) =>
        (await fetch(service.url + to, { method: 'POST', headers: { 'content-type': type }, body })).status;
      expect(
        await post(
          path.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x')),
          bounce(messageId),
          'message/rfc822',
        ),
      ).toBe(404);
      expect(await post('/mail/reports/x', '{"reports":[]}', 'application/json')).toBe(404);
      // An autoreply, and what is no message at all.
      expect(await report(`From: ada@x.example\r\nIn-Reply-To: ${messageId}\r\n\r\nI am away.`)).toBe(0);
      expect(await report(Buffer.alloc(1_000, 0xff).toString('latin1'))).toBe(0);
      expect(await post(path, '--b\n'.repeat(10_000), 'message/rfc822')).toBe(200);
      expect(await post(path, 'x'.repeat(LIMITS.mailReportBytes + 1), 'message/rfc822')).toBe(413);
      for (const body of [
        {},
        { reports: [{}] },
        { reports: [{ kind: 'bounce' }] },
        { reports: [{ kind: 'x', email: 'a@b' }] },
      ])
        expect([body, await post(path, JSON.stringify(body), 'application/json')]).toEqual([body, 422]);
      expect(await post('/v1/me/email', 'x', 'message/rfc822')).not.toBe(200);
      expect((await call('GET', '/v1/admin/mail', { token: ada })).status).toBe(403);
      expect(await status()).toBe('confirmed');
    });
  });

  it('waits while the mail server is away, and gives up on a slow one until later', async () => {
    await confirm();
    const { id } = await post(ada, 'Are you there?');
    goAway();
    await post(grace, 'No', id);
    const attempts = async () =>
      (
        await database.query<{ n: number }[]>(
          `select mail_attempts as n from notification where site_id = $1 and mail_due_at is not null`,
          [site.id],
        )
      ).map(({ n }) => n);
    await putOff();
    await dueNow();
    await post(grace, 'Still not', id);
    await poll(outcomes, (all) => all.length === 2);
    // Nothing is taken: its absence uses up no attempts.
    await expect(service.app.get(MailDispatcher).tick()).rejects.toThrow();
    expect((await attempts()).sort()).toEqual([0, 1]);
    isAway = false;
    await mails(address, 2);
    await poll(outcomes, (all) => all.every((one) => one === 'sent'));
    let release: () => void = () => undefined;
    takeMail = () => new Promise((resolve) => (release = resolve));
    const dispatcher = service.app.get(MailDispatcher);
    const { attemptMs } = dispatcher;
    dispatcher.attemptMs = 200;
    try {
      await post(grace, 'Slowly', id);
      await putOff();
    } finally {
      dispatcher.attemptMs = attemptMs;
      takeMail = () => Promise.resolve();
      release();
    }
    await dueNow();
    await poll(outcomes, (all) => all.every((one) => one === 'sent'));
    // The slow server had taken it after all: it is the same mail, by its id.
    expect(
      new Set(
        mailsTo(address)
          .slice(1)
          .map(({ messageId }) => messageId),
      ).size,
    ).toBe(
      new Set(
        mailsTo(address)
          .slice(1)
          .map(({ text }) => text),
      ).size,
    );
  });

  it('tells the admins of a site, and nobody else, of a webhook that was paused', async () => {
    const gone = createHttpServer((_request, response) => response.writeHead(410).end()).listen(0, '127.0.0.1');
    await once(gone, 'listening');
    service.app.get(WebhookSender).network = {
      resolve: (_host, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      isAllowed: (to) => to === '127.0.0.1',
    };
    const invite = async (name: string, role: string) => {
      const body = { email: `${name}@${site.id}.example`, roles: [{ site: site.id, role }] };
      const staff = await call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body });
      return expectStatus(201, staff).invitation!.url.split('#invitation=')[1];
    };
    const accept = async (token: string | undefined) =>
      expectStatus(201, await call('POST', '/v1/staff/invitations/accept', { body: { token } }));
    try {
      await accept(await invite('admin', 'admin'));
      await accept(await invite('moderator', 'moderator'));
      // Whoever has not accepted may not have the address.
      await invite('invited', 'admin');
      const url = `http://hooks.example:${(gone.address() as AddressInfo).port}/x`;
      const body = { url, events: ['comment.created'] };
      expectStatus(201, await call('POST', `/v1/sites/${site.id}/webhooks`, { token: ADMIN_TOKEN, body }));
      await post(ada, 'Tell them');
      const [mail] = await mails(`admin@${site.id}.example`, 1);
      expect(mail!.subject).toBe('A webhook of The <Paper> was paused');
      expect(mail!.text).toContain('hooks.example');
      expect(mail!.text).toContain(`/console#/${site.id}/webhooks`);
      expect(mail!.html).toContain('The &#60;Paper&#62;');
      // Nothing waits any more.
      await poll(
        () => database.query<object[]>('select from staff_mail where site_id = $1', [site.id]),
        (rows) => rows.length === 0,
      );
      const others = ['moderator', 'invited'].flatMap((name) => mailsTo(`${name}@${site.id}.example`));
      expect([others, mailsTo(`admin@${site.id}.example`)]).toEqual([[], [mail]]);
    } finally {
      gone.close();
    }
  });

  it('is sent once by two workers', async () => {
    const bodies = Array.from({ length: 12 }, (_, number) => `Number ${number}`);
    const other = await start();
    try {
      await confirm();
      const { id } = await post(ada, 'Once');
      for (const body of bodies) await post(grace, body, id);
      await poll(outcomes, (all) => all.length === bodies.length && all.every((one) => one === 'sent'));
    } finally {
      await other.stop();
    }
    const lines = mailsTo(address)
      .flatMap(({ text }) => [...text!.matchAll(/^> (Number \d+)$/gm)])
      .map(([, line]) => line);
    expect(lines.sort()).toEqual([...bodies].sort());
  });

  it('has no headers but its own, whatever names and titles say', async () => {
    const mail = { text: 'x', html: 'x', messageId: '<id@paper.example>', headers: {} };
    const subject = 'Hello\r\nBcc: eve@paper.example\r\n\r\nBody';
    await service.app.get(Mailer).send({ ...mail, to: address, subject });
    const [injected] = await mails(address, 1);
    expect(injected!.headers.has('bcc')).toBe(false);
    expect(injected!.subject).toContain('Bcc: eve@paper.example');
    expect(injected!.text!.trim()).toBe('x');
    expect(arrived.some(({ to }) => to === 'eve@paper.example')).toBe(false);
  });

  it('is in the language of its reader, in its direction', async () => {
    const link = (tag: string) => call<string>('GET', tag);
    expectStatus(
      202,
      await call('PUT', '/v1/me/email', {
        token: ada,
        body: { email: address },
        headers: { 'accept-language': 'xx, ar-EG;q=0.9, de;q=0.1' },
      }),
    );
    const [mail] = await mails(address, 1);
    expect(mail!.html).toMatch(/<html lang="ar" dir="rtl">.*<meta name="color-scheme" content="light dark">/s);
    expect(mail!.text).toContain(MAIL_LANGUAGES.ar!.confirmAddress);
    expect((await link(linkIn(mail!))).body).toContain('<html lang="ar" dir="rtl">');
    expectStatus(200, await call('POST', linkIn(mail!)));
    expect((await choose({ language: 'pt-BR' })).language).toBe('pt');
    await post(grace, 'Oi', (await post(ada, 'Olá')).id);
    const [, told] = await mails(address, 2);
    expect(told!.subject).toBe('Grace respondeu a você em “talk”');
    expect(told!.html).toMatch(/<html lang="pt" dir="ltr">.*border-left/s);
    expect((await call('PATCH', '/v1/me/notification-settings', { token: ada, body: { language: 'sw' } })).status).toBe(
      422,
    );
    expect(wantedLanguages('da, en-gb;q=0.8, zh-TW;q=0.9, *;q=0, fr;q=none')).toEqual(['da', 'zh-TW', 'en-gb']);
    expect(knownLanguage(['', '*', 'zh-TW'])).toBe('zh-Hant');
  });

  it('has words in every language of the widget, with the same placeholders', () => {
    const files = readdirSync(join(__dirname, '../../../../libs/ui/src/languages'));
    const tags = files.map((file) => file.replace('.json', ''));
    expect(Object.keys(MAIL_LANGUAGES).sort()).toEqual([...tags, 'en'].sort());
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    const shape = (words: object) => Object.entries(words).map(([key, text]) => [key, placeholders(String(text))]);
    for (const words of Object.values(MAIL_LANGUAGES)) expect(shape(words)).toEqual(shape(MAIL_LANGUAGES.en!));
    // Points are named by their numbers alone, which a site may name otherwise.
    for (const [tag, words] of Object.entries(MAIL_LANGUAGES)) {
      const ours = mailLanguage(tag)
        .points(5)
        .replace(/[\d\s٥۵]/gu, '');
      expect([tag, ours]).toEqual([tag, expect.stringMatching(/^[\p{L}\p{M}]+$/u)]);
      const naming = Object.values(words).filter((text) => ` ${text.replace(/\{\w+\}/g, '')}`.includes(` ${ours}`));
      expect([tag, naming]).toEqual([tag, []]);
    }
  });

  it('asks an address that nobody has confirmed only so often', async () => {
    const victim = `victim@${site.id}.example`;
    for (let count = 0; count < LIMITS.confirmationsPerDay + 2; count += 1)
      await ask(victim, await service.api.guest(site.id));
    await confirm();
    await mails(victim, LIMITS.confirmationsPerDay);
    await post(grace, 'Meanwhile', (await post(ada, 'Else')).id);
    await mails(address, 2);
    expect(mailsTo(victim)).toHaveLength(LIMITS.confirmationsPerDay);
  });

  it('is off where no mail server is set, and goes with the reader', async () => {
    await confirm();
    const reader = expectStatus(200, await call<Me>('GET', '/v1/me', { token: ada })).reader.id;
    const exported = expectStatus(
      200,
      await call<{ mail: { email: string }[] }>('GET', '/v1/me/export', { token: ada }),
    );
    expect(exported.mail).toMatchObject([{ email: address, replies: 'now' }]);
    expectStatus(204, await call('DELETE', '/v1/me', { token: ada }));
    expect(await database.query(`select from reader_mail where reader_id = $1`, [reader])).toEqual([]);
    const without = await startEngagement();
    try {
      const other = await without.api.site(ADMIN_TOKEN);
      const { token } = expectStatus(
        201,
        await without.api.call<Session>('POST', `/v1/sites/${other.id}/sessions`, { body: { name: 'Ada' } }),
      );
      const email = { token, body: { email: address } };
      expect(codeOf(await without.api.call('PUT', '/v1/me/email', email))).toBe('mail-off');
      const known = await without.api.call<NotificationSettings>('GET', '/v1/me/notification-settings', { token });
      expect(expectStatus(200, known).mail).toBe('off');
    } finally {
      await without.stop();
    }
  });
});
