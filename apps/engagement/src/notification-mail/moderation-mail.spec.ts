import type {
  Comment,
  InvitedStaff,
  MailSetup,
  ModerationQueue,
  Site,
  StaffMailSettings,
  StaffSession,
  StoppedMail,
} from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { MailServer } from '@afterword/testing/mail-server';
import { poll } from '@afterword/testing/poll';
import { DataSource } from 'typeorm';
import { MailDispatcher } from './mail-dispatcher';

describe('mail about comments that wait', () => {
  const server = new MailServer();
  let service: RunningEngagement;
  let database: DataSource;
  let site: Site;
  let reader: string;
  /** Wants mail at once about everything. */
  let mo: { id: string; token: string; address: string };

  beforeAll(async () => {
    await server.start();
    service = await startEngagement({ mail: { smtpUrl: server.url, from: 'Talk <talk@paper.example>' } });
    service.app.get(MailDispatcher).pauseSeconds = 0;
    database = service.app.get(DataSource);
  });
  afterAll(async () => {
    await service.stop();
    server.stop();
  });
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { name: 'The <Paper>' });
    await moderate({ mode: 'pre' });
    reader = await service.api.guest(site.id, 'Ada');
    mo = await member('mo', 'moderator');
    await choose(mo.token, { held: { mail: 'now' }, reported: { mail: 'now' } });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const invite = async (name: string, role: string) => {
    const body = { email: `${name}@${site.id}.example`, roles: [{ site: site.id, role }] };
    const { invitation, ...person } = expectStatus(
      201,
      await call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body }),
    );
    return { id: person.id, address: body.email, code: invitation!.url.split('#invitation=')[1] };
  };
  const member = async (name: string, role: string) => {
    const { id, address, code } = await invite(name, role);
    const body = { token: code };
    const session = await call<StaffSession>('POST', '/v1/staff/invitations/accept', { body });
    return { id, address, token: expectStatus(201, session).token };
  };
  const settingsPath = '/v1/staff/mail-settings';
  const choose = async (token: string, body: object) =>
    expectStatus(200, await call<StaffMailSettings>('PATCH', settingsPath, { token, body }));
  const settingsOf = async (token: string) =>
    expectStatus(200, await call<StaffMailSettings>('GET', settingsPath, { token }));
  const moderate = async (body: object) => {
    const path = `/v1/sites/${site.id}/moderation/settings`;
    expectStatus(200, await call('PATCH', path, { token: ADMIN_TOKEN, body }));
  };
  const post = async (body: string, token = reader) =>
    expectStatus(201, await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, { token, body: { body } }));
  const report = async (comment: string, token: string) =>
    expectStatus(201, await call('POST', `/v1/comments/${comment}/reports`, { token, body: { reason: 'harassment' } }));
  const queue = async (status: string) => {
    const path = `/v1/sites/${site.id}/moderation/comments?status=${status}`;
    const list = await call<ModerationQueue>('GET', path, { token: ADMIN_TOKEN });
    return expectStatus(200, list).items.map(({ id }) => id);
  };
  const decide = async (decision: string, comment: string) => {
    const path = `/v1/sites/${site.id}/moderation/decisions`;
    expectStatus(200, await call('POST', path, { token: ADMIN_TOKEN, body: { decision, comments: [comment] } }));
  };
  /** How far events have come: what is told by them is stored. */
  const news = (count: number) =>
    poll(
      () => database.query<object[]>('select from moderation_news where site_id = $1', [site.id]),
      (rows) => rows.length === count,
    );
  /** Nothing is under way, nor due. */
  const settled = () =>
    poll(
      () => database.query<object[]>(`select from moderation_mail where site_id = $1 and next_at <= now()`, [site.id]),
      (rows) => rows.length === 0,
    );
  const linkIn = (mail: { text?: string }, nth = 0) => {
    const [, path] = [...(mail.text ?? '').matchAll(/https?:\/\/[^/\s]+(\/mail\/staff\/\S+)/g)][nth] ?? [];
    return path!;
  };
  const open = (path: string) => call<string>('GET', path);
  const press = (path: string, page: string, decision: string) => {
    const version = /name="version" value="([^"]*)"/.exec(page)?.[1] ?? '';
    return submit(path, new URLSearchParams({ decision, version }));
  };
  const submit = async (path: string, form: URLSearchParams) => {
    const answer = await fetch(`${service.url}${path}`, { method: 'POST', body: form });
    return { status: answer.status, body: await answer.text() };
  };

  it('tells moderators and admins of the site, and nobody else, what is held', async () => {
    const admin = await member('admin', 'admin');
    await choose(admin.token, { held: { mail: 'now' } });
    const [invited, quiet] = [await invite('invited', 'admin'), await member('quiet', 'moderator')];
    await choose(quiet.token, { held: { mail: 'off' } });
    const here = site;
    site = await service.api.site(ADMIN_TOKEN, { name: 'Elsewhere' });
    const stranger = await member('stranger', 'admin');
    await choose(stranger.token, { held: { mail: 'now' } });
    site = here;
    await post('Is this <b>fine</b>?');
    const [[mail], [copy]] = await Promise.all([server.waitFor(mo.address, 1), server.waitFor(admin.address, 1)]);
    expect(mail!.subject).toBe('A comment by Ada on “talk” waits for a decision');
    expect(mail!.text).toContain('> Is this <b>fine</b>?');
    expect(mail!.text).toContain(`/console#/${site.id}/pending`);
    expect(mail!.html).toContain('Is this &#60;b&#62;fine&#60;/b&#62;?');
    expect(copy!.subject).toBe(mail!.subject);
    expect(linkIn(copy!)).not.toBe(linkIn(mail!));
    await settled();
    const others = [invited, quiet, stranger].flatMap(({ address }) => server.to(address));
    expect(others).toEqual([]);
  });

  it('decides by a button on a page, and not by opening it', async () => {
    const { id } = await post('Let me in');
    const [mail] = await server.waitFor(mo.address, 1);
    const path = linkIn(mail!);
    const page = await open(path);
    expect([page.status, page.headers.get('cache-control'), page.headers.get('referrer-policy')]).toEqual([
      ...[200, 'no-store', 'no-referrer'],
    ]);
    expect(page.body).toContain('Let me in');
    expect(await queue('pending')).toEqual([id]);
    const done = await press(path, page.body, 'publish');
    expect([done.status, done.body.includes('Done. The comment is published.')]).toEqual([200, true]);
    expect([await queue('pending'), await queue('published')]).toEqual([[], [id]]);
    const log = await call<{ items: unknown[] }>('GET', `/v1/sites/${site.id}/moderation/log`, { token: ADMIN_TOKEN });
    expect(log.body.items[0]).toMatchObject({ by: { kind: 'staff', id: mo.id }, comment: id });
    // Another press, and another look.
    expect((await press(path, page.body, 'spam')).body).toContain('The comment has changed meanwhile');
    expect((await open(path)).body).toContain('There is nothing to decide any more.');
    expect(await queue('published')).toEqual([id]);
  });

  it('does not decide what was edited since the page was opened', async () => {
    const { id } = await post('Harmless');
    const [mail] = await server.waitFor(mo.address, 1);
    const path = linkIn(mail!);
    const page = await open(path);
    expectStatus(200, await call('PATCH', `/v1/comments/${id}`, { token: reader, body: { body: 'Harmful' } }));
    const answer = await press(path, page.body, 'publish');
    expect(answer.body).toContain('The comment has changed meanwhile');
    expect(answer.body).toContain('Harmful');
    expect(await queue('pending')).toEqual([id]);
    expect((await press(path, answer.body, 'reject')).body).toContain('Done. The comment was not accepted.');
  });

  it('tells of a reported comment once, and again when it is reported after a decision', async () => {
    await moderate({ mode: 'post' });
    const { id } = await post('You fool');
    const [grace, alan, edsger] = await Promise.all(['G', 'A', 'E'].map((name) => service.api.guest(site.id, name)));
    await report(id, grace!);
    const [mail] = await server.waitFor(mo.address, 1);
    expect(mail!.subject).toBe('A comment by Ada on “talk” was reported');
    expect(mail!.text).toContain(`/console#/${site.id}/reported`);
    await settled();
    await report(id, alan!);
    await report((await post('You clown')).id, alan!);
    const [, second] = await server.waitFor(mo.address, 2);
    expect(second!.text).toContain('> You clown');
    expect(second!.text).not.toContain('> You fool');
    const path = linkIn(mail!);
    expect((await press(path, (await open(path)).body, 'publish')).body).toContain('The comment is published');
    expect(await queue('reported')).not.toContain(id);
    await settled();
    await report(id, edsger!);
    const [, , third] = await server.waitFor(mo.address, 3);
    expect(third!.text).toContain('> You fool');
    expect(third!.text).not.toContain('> You clown');
  });

  it('sends a digest at the full hour, of what still waits then', async () => {
    await choose(mo.token, { held: { mail: 'hourly' } });
    const [first, second] = [await post('First'), await post('Second')];
    await post('Third');
    await news(3);
    await decide('publish', second.id);
    const due = await database.query<{ minutes: number; wait: boolean }[]>(
      `select extract(minute from due_at)::int as minutes, due_at > now() as wait from moderation_mail where site_id = $1`,
      [site.id],
    );
    expect(due).toEqual([{ minutes: 0, wait: true }]);
    await database.query(`update moderation_mail set due_at = now() where site_id = $1`, [site.id]);
    const [mail] = await server.waitFor(mo.address, 1);
    expect(mail!.subject).toBe('Comments that wait for you on The <Paper>: 2');
    expect(mail!.text!.indexOf('> Third')).toBeLessThan(mail!.text!.indexOf('> First'));
    expect(mail!.text).not.toContain('> Second');
    // What is decided meanwhile is told to nobody, and nothing comes twice.
    await settled();
    const fourth = await post('Fourth');
    await news(4);
    await decide('reject', fourth.id);
    await database.query(`update moderation_mail set due_at = now() where site_id = $1`, [site.id]);
    await settled();
    await choose(mo.token, { held: { mail: 'now' } });
    await post('Fifth');
    const [, last] = await server.waitFor(mo.address, 2);
    expect(last!.subject).toBe('A comment by Ada on “talk” waits for a decision');
    expect(last!.text).toContain('> Fifth');
    expect(await queue('pending')).toContain(first.id);
  });

  it('tells nothing of what staff hold themselves', async () => {
    await moderate({ mode: 'post' });
    const { id } = await post('Hm');
    await decide('hold', id);
    await moderate({ mode: 'pre' });
    await post('Ask');
    const [mail] = await server.waitFor(mo.address, 1);
    expect(mail!.text).toContain('> Ask');
    expect(mail!.text).not.toContain('> Hm');
  });

  it('is written in the language that a person chooses, when and where they want it', async () => {
    expect(await settingsOf((await member('new', 'moderator')).token)).toMatchObject({
      ...{ mail: 'on', held: { mail: 'hourly' }, reported: { mail: 'hourly' }, timeZone: 'UTC', language: 'en' },
    });
    const chosen = { timeZone: 'Europe/Berlin', language: 'de' };
    expect(await choose(mo.token, chosen)).toMatchObject({
      ...{ mail: 'on', email: { address: mo.address, status: 'confirmed' } },
      ...{ held: { mail: 'now' }, reported: { mail: 'now' }, ...chosen },
    });
    await post('Hallo');
    const [mail] = await server.waitFor(mo.address, 1);
    expect(mail!.subject).toBe('Ein Kommentar von Ada zu „talk“ wartet auf eine Entscheidung');
    expect((await open(linkIn(mail!))).body).toContain('>Veröffentlichen<');
    for (const body of [{ timeZone: '+02:00' }, { language: 'tlh' }, { held: { mail: 'never' } }, { email: 'x@y.z' }]) {
      expect([body, (await call('PATCH', settingsPath, { token: mo.token, body })).status]).toEqual([body, 422]);
    }
    expect((await call('GET', settingsPath, { token: reader })).status).toBe(403);
    expect((await call('GET', settingsPath, { token: ADMIN_TOKEN })).status).toBe(403);
  });

  it('ends with one click in the mail program', async () => {
    await post('One');
    const [mail] = await server.waitFor(mo.address, 1);
    const header = mail!.headerLines.find(({ key }) => key === 'list-unsubscribe')!.line.replace(/\s+/g, '');
    expect(mail!.headers.get('list')).toMatchObject({ 'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' } });
    const path = new URL(/<(.*)>/.exec(header)![1]!).pathname;
    expect((await open(path)).body).toContain('<button');
    expect((await settingsOf(mo.token)).held).toEqual({ mail: 'now' });
    const answer = await submit(path, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }));
    expect([answer.status, answer.body.includes('Done.')]).toEqual([200, true]);
    expect(await settingsOf(mo.token)).toMatchObject({ held: { mail: 'off' }, reported: { mail: 'off' } });
  });

  it('has links that end with the role of the person, and that nobody can make', async () => {
    const { id } = await post('Wait');
    const [mail] = await server.waitFor(mo.address, 1);
    const path = linkIn(mail!);
    const page = (await open(path)).body;
    const [content, signature] = path.split('/').at(-1)!.split('.');
    const other = Buffer.from(Buffer.from(content!, 'base64url').toString().replace('decide', 'end')).toString(
      'base64url',
    );
    for (const token of [
      'nonsense',
      'a.b',
      `${content}.`,
      `${content}.AAAA`,
      `${other}.${signature}`,
      'é'.repeat(300),
    ]) {
      const answer = await open(`/mail/staff/${encodeURIComponent(token)}`);
      expect([token, answer.status, answer.body.includes('<button')]).toEqual([token, 404, false]);
    }
    for (const form of [{}, { decision: 'erase', version: 'x' }, { decision: 'publish' }]) {
      expect((await submit(path, new URLSearchParams(form as Record<string, string>))).status).toBe(200);
    }
    expectStatus(204, await call('DELETE', `/v1/admin/staff/${mo.id}`, { token: ADMIN_TOKEN }));
    expect((await open(path)).status).toBe(404);
    expect((await press(path, page, 'publish')).status).toBe(404);
    expect(await queue('pending')).toEqual([id]);
  });

  it('stops by a report of a mail server about a mail, and by a provider that names the address', async () => {
    const setup = expectStatus(200, await call<MailSetup>('GET', '/v1/admin/mail', { token: ADMIN_TOKEN }));
    const tell = async (body: object) =>
      expectStatus(
        200,
        await call<StoppedMail>('POST', new URL(setup.reportsUrl).pathname, { body: { reports: [body] } }),
      );
    await post('Hello');
    const [mail] = await server.waitFor(mo.address, 1);
    await settled();
    const { messageId } = mail!;
    const other = `<moderation-${mo.id}@paper.example>`;
    const complaint = { kind: 'complaint', permanent: true };
    expect(await tell({ ...complaint, messageId: other, email: mo.address })).toEqual({ readers: 0, staff: 0 });
    expect(await tell({ ...complaint, messageId })).toEqual({ readers: 0, staff: 1 });
    expect((await settingsOf(mo.token)).email.status).toBe('complained');
    await choose(mo.token, {});
    expect(await tell({ kind: 'bounce', permanent: true, email: mo.address.toUpperCase() })).toEqual({
      ...{ readers: 0, staff: 1 },
    });
    expect((await settingsOf(mo.token)).email.status).toBe('bounced');
  });

  it('stops where the address does not exist, until its owner changes the settings', async () => {
    server.unknown.add(mo.address);
    await post('Lost');
    await poll(
      () => settingsOf(mo.token),
      ({ email }) => email.status === 'bounced',
    );
    server.unknown.delete(mo.address);
    expect((await choose(mo.token, {})).email.status).toBe('confirmed');
    await post('Found');
    const [mail] = await server.waitFor(mo.address, 1);
    // The one that was lost has waited.
    expect(mail!.subject).toBe('Comments that wait for you on The <Paper>: 2');
  });
});
