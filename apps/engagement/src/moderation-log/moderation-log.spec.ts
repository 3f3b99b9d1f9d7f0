import { createHash, randomUUID } from 'node:crypto';
import type {
  Comment,
  Decision,
  InvitedStaff,
  LogEntry,
  LogList,
  ModerationHistory,
  Site,
  StaffSession,
} from '@afterword/contracts';
import { type Api, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';
import { LogReader } from './log-reader';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the log of a site', () => {
  let service: RunningEngagement;
  let dataSource: DataSource;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
    dataSource = service.app.get(DataSource);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const verify = (expected?: string) => service.app.get(LogReader).verify(site.id, expected);
  const readLog = async (query = '?limit=100', token = ADMIN_TOKEN) =>
    expectStatus(200, await call<LogList>('GET', `/v1/sites/${site.id}/moderation/log${query}`, { token }));
  /** The oldest first. */
  const entries = async (): Promise<LogEntry[]> => (await readLog()).items.reverse();

  async function post(token: string, page = 'talk'): Promise<Comment> {
    const answer = await call<Comment>('POST', `${pagePath(site.id, page)}/comments`, {
      token,
      body: { body: 'Hello' },
    });
    return expectStatus(201, answer);
  }
  const decide = async (
    ids: string[],
    decision: string,
    fields: object = {},
    { token = ADMIN_TOKEN, api = service.api } = {},
  ) =>
    expectStatus(
      200,
      await api.call<Decision>('POST', `/v1/sites/${site.id}/moderation/decisions`, {
        token,
        body: { decision, comments: ids, ...fields },
      }),
    );
  const undo = async ({ id }: Decision) =>
    expectStatus(204, await call('DELETE', `/v1/sites/${site.id}/moderation/decisions/${id}`, { token: ADMIN_TOKEN }));

  async function moderator(): Promise<StaffSession> {
    const body = { email: `${randomUUID()}@paper.example`, name: 'Mo', roles: [{ site: site.id, role: 'moderator' }] };
    const { invitation } = expectStatus(
      201,
      await call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body }),
    );
    const token = new URL(invitation!.url).hash.replace('#invitation=', '');
    return expectStatus(201, await call<StaffSession>('POST', '/v1/staff/invitations/accept', { body: { token } }));
  }

  it('has every decision, undo, outcome of a report, and change of settings and staff, with who and why', async () => {
    const [author, reporter] = [await service.api.guest(site.id, 'Ada'), await service.api.guest(site.id)];
    const mo = await moderator();
    const comment = await post(author);
    const report = await call<{ id: string }>('POST', `/v1/comments/${comment.id}/reports`, {
      token: reporter,
      body: { reason: 'hate' },
    });
    const why = { reason: 'hate', ground: 'illegal', rule: '§ 130', note: 'Third time', message: 'Please stop.' };
    const removal = await decide([comment.id], 'remove', why, { token: mo.token });
    await undo(removal);
    await decide([comment.id], 'publish');
    const patch = (path: string, body: object) => call('PATCH', path, { token: ADMIN_TOKEN, body });
    expectStatus(200, await patch(`/v1/sites/${site.id}/moderation/settings`, { heldWords: ['casino'], maxLinks: 2 }));
    expectStatus(200, await patch(`/v1/sites/${site.id}/moderation/settings`, { maxLinks: 2 }));
    expectStatus(200, await patch(`/v1/admin/sites/${site.id}`, { name: 'The Paper', ssoSecret: 's'.repeat(32) }));
    expectStatus(200, await patch(`/v1/admin/staff/${mo.staff.id}`, { roles: [{ site: site.id, role: 'admin' }] }));
    expectStatus(204, await call('DELETE', `/v1/admin/staff/${mo.staff.id}`, { token: ADMIN_TOKEN }));

    const log = await entries();
    expect(log.map(({ action }) => action)).toEqual([
      'staff.invited',
      'comment.removed',
      'report.upheld',
      'decision.undone',
      'comment.published',
      'comment.kept',
      'report.dismissed',
      'settings.changed',
      'site.changed',
      'staff.changed',
      'staff.removed',
    ]);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    expect(log[1]).toMatchObject({
      ...{ by: { kind: 'staff', id: mo.staff.id, name: 'Mo' }, automated: false, ...why },
      ...{ comment: comment.id, decision: removal.id, from: 'published', to: 'removed', reader: comment.author!.id },
    });
    expect(log[2]).toMatchObject({ report: report.body.id, decision: removal.id, comment: comment.id });
    expect(log[4]).toMatchObject({ by: { kind: 'operator', id: null }, from: 'removed', to: 'published' });
    expect(log[7]!.details).toEqual({
      heldWords: { added: ['casino'], removed: [] },
      maxLinks: { from: null, to: 2 },
    });
    expect(log[8]!.details).toEqual({ name: { from: site.name, to: 'The Paper' }, ssoSecret: 'replaced' });
    expect(log[9]).toMatchObject({ staff: mo.staff.id, email: mo.staff.email, details: { role: 'admin' } });
    expect(JSON.stringify(log)).not.toContain('sss');
    expect(await verify()).toMatchObject({ ok: true, entries: 11, erased: 0 });

    // What the comment's own history says of it.
    const read = await call<ModerationHistory>('GET', `/v1/sites/${site.id}/moderation/comments/${comment.id}`, {
      token: ADMIN_TOKEN,
    });
    // The moderator is gone by now.
    expect(expectStatus(200, read).history[0]).toMatchObject({
      ...why,
      by: mo.staff.id,
      byName: null,
      automated: false,
    });
  });

  it('says what programs decided', async () => {
    expectStatus(
      200,
      await call('PATCH', `/v1/sites/${site.id}/moderation/settings`, {
        token: ADMIN_TOKEN,
        body: { reportsToHold: 1 },
      }),
    );
    const comment = await post(await service.api.guest(site.id));
    const token = await service.api.guest(site.id);
    await call('POST', `/v1/comments/${comment.id}/reports`, { token, body: { reason: 'spam' } });
    await decide([comment.id], 'reject', { automated: true });
    expect((await entries()).slice(1)).toMatchObject([
      { action: 'comment.held', by: { kind: 'service' }, automated: true, details: { cause: 'reported' } },
      { action: 'comment.rejected', by: { kind: 'operator' }, automated: true },
      { action: 'report.upheld', automated: true },
    ]);
  });

  it('has who pinned a comment and signed a reader out', async () => {
    const [token, mo] = [await service.api.guest(site.id, 'Ada'), await moderator()];
    const comment = await post(token);
    for (const pinned of [true, true, false])
      expectStatus(
        200,
        await call('PATCH', `/v1/admin/comments/${comment.id}`, { token: ADMIN_TOKEN, body: { pinned } }),
      );
    const { id: reader } = comment.author!;
    const sessions = `/v1/sites/${site.id}/moderation/readers/${reader}/sessions`;
    expectStatus(204, await call('DELETE', sessions, { token: mo.token }));
    expect(await entries()).toMatchObject([
      { action: 'staff.invited' },
      { action: 'comment.pinned', by: { kind: 'operator' }, comment: comment.id, reader },
      { action: 'comment.unpinned', by: { kind: 'operator' }, comment: comment.id, reader },
      { action: 'reader.signed-out', by: { kind: 'staff', name: 'Mo' }, reader },
    ]);
  });

  it('is read page by page, by staff of the site, and exported in a form that others can check', async () => {
    const token = await service.api.guest(site.id);
    const comments = [await post(token), await post(token), await post(token)];
    for (const { id } of comments) await decide([id], 'remove');
    const first = await readLog('?limit=2');
    expect(first.items.map(({ position }) => position)).toEqual([3, 2]);
    const second = await readLog(`?limit=2&cursor=${first.next!}`);
    expect([second.items.map(({ position }) => position), second.next]).toEqual([[1], null]);
    expect((await call('GET', `/v1/sites/${site.id}/moderation/log`, { token })).status).toBe(403);
    const mo = await moderator();
    expect((await readLog('?limit=1', mo.token)).items).toHaveLength(1);
    const exportBy = (by: string) => call<string>('GET', `/v1/sites/${site.id}/moderation/log/export`, { token: by });
    expect((await exportBy(mo.token)).status).toBe(403);

    const response = await fetch(`${service.url}/v1/sites/${site.id}/moderation/log/export`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(response.headers.get('content-type')).toContain('application/jsonl');
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogEntry & { sealed: string });
    expect(lines).toHaveLength(4);
    let previous = '0'.repeat(64);
    for (const line of lines) {
      expect(line.previous).toBe(previous);
      previous = sha256(`${previous}\n${line.sealed}`);
      expect(line.hash).toBe(previous);
    }
  });

  it('cannot be changed, and shows where it was by whoever may do everything', async () => {
    const token = await service.api.guest(site.id);
    for (let made = 0; made < 4; made += 1) await decide([(await post(token)).id], 'remove');
    const { hash } = (await entries()).at(-1)!;
    const values = [site.id];
    for (const statement of [
      `update moderation_log set entry = '{}' where site_id = $1`,
      `delete from moderation_log where site_id = $1`,
    ])
      await expect(dataSource.query(statement, values)).rejects.toThrow('append-only');
    await expect(dataSource.query('truncate moderation_log')).rejects.toThrow('append-only');
    expect(await verify(hash)).toMatchObject({ ok: true, entries: 4, isExpectedThere: true });
    expect(await verify('0'.repeat(64))).toMatchObject({ ok: true, isExpectedThere: false });

    /** What the check finds after a change that switches the trigger off, and takes the change back. */
    const afterwards = async (statement: string) => {
      const runner = dataSource.createQueryRunner();
      try {
        await runner.query(`create temporary table kept as select * from moderation_log where site_id = '${site.id}'`);
        await runner.query(`create temporary table kept_private as select * from moderation_log_private`);
        await runner.query(`alter table moderation_log disable trigger user`);
        await runner.query(statement);
        const report = await verify();
        await runner.query(`delete from moderation_log where site_id = '${site.id}'`);
        await runner.query(`insert into moderation_log select * from kept`);
        await runner.query(`delete from moderation_log_private`);
        await runner.query(`insert into moderation_log_private select * from kept_private`);
        return report;
      } finally {
        await runner.query(`alter table moderation_log enable trigger user`);
        await runner.query(`drop table kept, kept_private`);
        await runner.release();
      }
    };
    const second = `where site_id = '${site.id}' and position = 2`;
    const changed = `update moderation_log set entry = replace(entry, 'removed', 'rejected') ${second}`;
    expect(await afterwards(changed)).toMatchObject({ ok: false, position: 2 });
    expect(await afterwards(`delete from moderation_log ${second}`)).toMatchObject({ ok: false, position: 2 });
    const cut = `delete from moderation_log where site_id = '${site.id}' and position = 4`;
    expect(await afterwards(cut)).toMatchObject({ ok: false, position: 4 });
    const entry = `entry_id = (select id from moderation_log ${second})`;
    const renamed = `update moderation_log_private set value = replace(value, 'reader', 'other') where ${entry}`;
    expect(await afterwards(renamed)).toMatchObject({ ok: false, position: 2 });
    expect(await verify()).toMatchObject({ ok: true, entries: 4 });
  });

  it('has nothing of another site, whatever ids that has', async () => {
    await decide([(await post(await service.api.guest(site.id, 'Ada'))).id], 'remove');
    const before = await entries();
    expect(before).toHaveLength(1);
    const other = await service.api.site(ADMIN_TOKEN);
    await dataSource.query(
      `insert into moderation_log_private (entry_id, site_id, part, person, value, salt)
       select id, $2, part, 'somebody', '{}', '' from moderation_log, unnest(array['by', 'subject']) part where site_id = $1`,
      [site.id, other.id],
    );
    expect(await entries()).toEqual(before);
    expect(await verify()).toMatchObject({ ok: true, entries: 1 });
  });

  it('stays true when a reader is erased, who is in it no longer', async () => {
    const token = await service.api.guest(site.id, 'Ada');
    const comment = await post(token);
    await decide([comment.id], 'reject', { note: 'Ada again', message: 'Dear Ada' });
    const known = async (text: string) =>
      (await dataSource.query<unknown[]>(`select from moderation_log_private where value like $1`, [`%${text}%`]))
        .length;
    expect(await known(comment.author!.id)).toBe(1);
    expectStatus(204, await call('DELETE', '/v1/me', { token }));
    expect([await known(comment.author!.id), await known('Dear Ada')]).toEqual([0, 0]);
    const [entry] = await entries();
    expect(entry).toMatchObject({ action: 'comment.rejected', comment: comment.id });
    expect(Object.keys(entry!)).not.toEqual(expect.arrayContaining(['reader']));
    expect(await verify()).toMatchObject({ ok: true, entries: 1, erased: 1 });
  });

  it('has one chain whatever is decided at once, in two processes, and no decision waits for another one’s log', async () => {
    const second = await startEngagement({ databaseUrl: service.config.databaseUrl });
    try {
      const token = await service.api.guest(site.id);
      const comments = await Promise.all(Array.from({ length: 12 }, (_, index) => post(token, `page-${index}`)));
      // Somebody holds the end of the chain for as long as this takes: decisions and readers go on.
      await decide([comments[0]!.id], 'remove');
      await entries();
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query(`select from moderation_log_head where site_id = $1 for update`, [site.id]);
      const apis: Api[] = [service.api, second.api];
      await Promise.all(
        comments.slice(1).map(({ id }, index) => decide([id], 'remove', {}, { api: apis[index % 2]! })),
      );
      await post(token, 'page-1');
      await runner.commitTransaction();
      await runner.release();
      const reader = (api: RunningEngagement) => api.app.get(LogReader);
      await Promise.all(
        [reader(service), reader(second), reader(service)].map((log) => log.list(site.id, { limit: 1 })),
      );
      const log = await entries();
      expect(log).toHaveLength(12);
      expect(new Set(log.map(({ comment }) => comment)).size).toBe(12);
      expect(await verify()).toMatchObject({ ok: true, entries: 12 });
    } finally {
      await second.stop();
    }
  });

  it('is chained without anybody reading it, and goes with its site', async () => {
    site = await service.api.site(ADMIN_TOKEN, { guestBalance: 10 });
    const token = await service.api.guest(site.id);
    await decide([(await post(token)).id], 'remove');
    const page = pagePath(site.id, 'talk');
    expectStatus(200, await call('PUT', `${page}/reactions/like`, { token }));
    const headers = { 'idempotency-key': randomUUID() };
    expectStatus(201, await call('POST', `${page}/rewards`, { token, body: { amount: 5 }, headers }));
    const chained = () => dataSource.query<unknown[]>(`select from moderation_log where site_id = $1`, [site.id]);
    while ((await chained()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expectStatus(204, await call('DELETE', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN }));
    expect(await chained()).toEqual([]);
  });

  it('tells an author, and nobody else, why their comment is not shown', async () => {
    const [author, other] = [await service.api.guest(site.id), await service.api.guest(site.id)];
    const comment = await post(author);
    const told = { reason: 'off-topic', ground: 'terms', rule: 'Rule 3', message: 'Write about the article.' };
    const decision = await decide([comment.id], 'reject', { ...told, note: 'For staff' });
    const read = (token: string) => call<Comment>('GET', `/v1/comments/${comment.id}`, { token });
    const own = expectStatus(200, await read(author));
    expect(own).toMatchObject({ status: 'rejected', decision: { ...told, automated: false } });
    expect(JSON.stringify(own)).not.toContain('For staff');
    expect((await read(other)).status).toBe(404);
    const list = await call<{ items: Comment[] }>('GET', `${pagePath(site.id, 'talk')}/comments`, { token: author });
    expect(list.body.items[0]!.decision).toEqual({ ...told, automated: false });
    // Whoever sends spam does not learn from it.
    await decide([comment.id], 'spam', told);
    expect(expectStatus(200, await read(author)).decision).toBeUndefined();
    await decide([comment.id], 'reject', told);
    await decide([comment.id], 'publish');
    expect(expectStatus(200, await read(author)).decision).toBeUndefined();
    expect(decision.results[0]!.status).toBe('rejected');
  });
});
