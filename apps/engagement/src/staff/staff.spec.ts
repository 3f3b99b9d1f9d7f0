import { randomUUID } from 'node:crypto';
import type {
  Comment,
  Decision,
  Invitation,
  InvitedStaff,
  Problem,
  Site,
  Staff,
  StaffInvitation,
  StaffList,
  StaffMe,
  StaffSession,
  StaffToken,
} from '@afterword/contracts';
import { type CallOptions, expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';

describe('staff', () => {
  let service: RunningEngagement;
  let site: Site;
  let other: Site;

  beforeAll(async () => {
    service = await startEngagement({ engagementUrl: 'https://comments.paper.example' });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    [site, other] = await Promise.all([service.api.site(ADMIN_TOKEN), service.api.site(ADMIN_TOKEN)]);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const codeOf = ({ body }: { body: object }) => (body as Problem).type.replace('urn:afterword:problem:', '');
  const newEmail = () => `${randomUUID()}@paper.example`;
  const on = ({ id }: Site, role: 'admin' | 'moderator') => ({ site: id, role });

  const invite = (roles: object[], { token = ADMIN_TOKEN, ...body }: { token?: string; email?: string } = {}) =>
    call<InvitedStaff>('POST', '/v1/admin/staff', { token, body: { email: newEmail(), roles, ...body } });
  const secretOf = ({ url }: StaffInvitation) => new URL(url).hash.replace('#invitation=', '');
  const accept = (token: string, body: object = {}) =>
    call<StaffSession>('POST', '/v1/staff/invitations/accept', { body: { token, ...body } });

  /** Somebody with roles who has signed in. */
  async function member(...roles: object[]): Promise<StaffSession['staff'] & { token: string }> {
    const { invitation } = expectStatus(201, await invite(roles));
    const { staff, token } = expectStatus(201, await accept(secretOf(invitation!)));
    return { ...staff, token };
  }

  const me = (token: string) => call<StaffMe>('GET', '/v1/staff/me', { token });
  const list = async (token: string) => expectStatus(200, await call<StaffList>('GET', '/v1/admin/staff', { token }));
  const change = (id: string, body: object, token = ADMIN_TOKEN) =>
    call<Staff>('PATCH', `/v1/admin/staff/${id}`, { token, body });
  const remove = (id: string, token = ADMIN_TOKEN) => call('DELETE', `/v1/admin/staff/${id}`, { token });
  const queue = (token: string, { id }: Site = site) => call('GET', `/v1/sites/${id}/moderation/comments`, { token });

  async function post(): Promise<Comment> {
    const token = await service.api.guest(site.id);
    const options: CallOptions = { token, body: { body: 'Hello' } };
    return expectStatus(201, await call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, options));
  }
  const decide = ({ id }: Comment, token: string, headers: Record<string, string> = {}) =>
    call<Decision>('POST', `/v1/sites/${site.id}/moderation/decisions`, {
      token,
      body: { decision: 'remove', comments: [id] },
      headers,
    });

  it('are invited by an address that works once, and leaves no trace of itself in the database', async () => {
    const email = `Ada.${randomUUID()}@Paper.example`;
    const invited = expectStatus(201, await invite([on(site, 'moderator')], { email }));
    expect(invited).toMatchObject({ email: email.toLowerCase(), status: 'invited', roles: [on(site, 'moderator')] });
    expect(invited.invitation!.url).toMatch(/^https:\/\/comments\.paper\.example\/console#invitation=awi_[\w-]{43}$/);
    expect(Date.parse(invited.invitation!.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    const token = secretOf(invited.invitation!);
    const read = () => call<Invitation>('POST', '/v1/staff/invitations/read', { body: { token } });
    expect(expectStatus(200, await read())).toMatchObject({
      email: email.toLowerCase(),
      roles: [on(site, 'moderator')],
    });

    // Of those who come at once, one gets in.
    const answers = await Promise.all([accept(token, { name: 'Ada' }), accept(token), accept(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    expect((await read()).status).toBe(404);
    const session = answers.find(({ status }) => status === 201)!.body;
    expect(Date.parse(session.expiresAt) - Date.now()).toBeLessThanOrEqual(12 * 3_600_000);
    const rows = await service.app
      .get(DataSource)
      .query<{ dump: string }[]>(
        `select t::text as dump from staff_session t union all select i::text from staff_invitation i`,
      );
    for (const { dump } of rows) {
      expect(dump).not.toContain(session.token);
      expect(dump).not.toContain(token);
    }
    const after = (await list(ADMIN_TOKEN)).items.find(({ id }) => id === invited.id);
    expect(after).toMatchObject({ status: 'active', lastSeenAt: expect.any(String) });
  });

  it('cannot accept an invitation that is too old or was replaced', async () => {
    const { id, invitation } = expectStatus(201, await invite([on(site, 'moderator')]));
    const again = await call<StaffInvitation>('POST', `/v1/admin/staff/${id}/invitations`, { token: ADMIN_TOKEN });
    expect(codeOf(await accept(secretOf(invitation!)))).toBe('invitation-not-found');
    await service.app.get(DataSource).query(`update staff_invitation set expires_at = now() where staff_id = $1`, [id]);
    expect(codeOf(await accept(secretOf(expectStatus(201, again))))).toBe('invitation-not-found');
  });

  it('moderate and administer their own sites, and no other', async () => {
    const [moderator, admin] = [await member(on(site, 'moderator')), await member(on(site, 'admin'))];
    const settings = (token: string, { id }: Site) =>
      call('PATCH', `/v1/sites/${id}/moderation/settings`, { token, body: { maxLinks: 3 } });
    const siteSettings = (token: string, { id }: Site) =>
      call('PATCH', `/v1/admin/sites/${id}`, { token, body: { name: 'The Paper' } });
    for (const { token } of [moderator, admin]) {
      expect((await queue(token)).status).toBe(200);
      expect((await queue(token, other)).status).toBe(403);
    }
    for (const change of [settings, siteSettings]) {
      expect((await change(admin.token, site)).status).toBe(200);
      expect((await change(admin.token, other)).status).toBe(403);
      expect((await change(moderator.token, site)).status).toBe(403);
    }
    for (const [method, path] of [
      ['GET', '/v1/admin/sites'],
      ['DELETE', `/v1/admin/sites/${site.id}`],
      ['GET', '/v1/me'],
    ] as const)
      expect((await call(method, path, { token: admin.token })).status).toBe(403);
    const comment = await post();
    expectStatus(200, await decide(comment, moderator.token));
    expect((await call('GET', `/v1/comments/${comment.id}`)).status).toBe(404);
  });

  it('see who they are, whatever they signed in with', async () => {
    const person = await member(on(site, 'admin'), on(other, 'moderator'));
    const { email, id, name, token } = person;
    const both = [site, other].sort((one, two) => (one.id < two.id ? -1 : 1));
    expect(expectStatus(200, await me(token))).toEqual({
      ...{ kind: 'staff', id, email, name, passkeys: [] },
      roles: both.map((one) => on(one, one === site ? 'admin' : 'moderator')),
      sites: both.map((one) => ({ id: one.id, name: one.name, role: one === site ? 'admin' : 'moderator' })),
      sessions: [expect.objectContaining({ kind: 'session', current: true })],
    });
    const operator = expectStatus(200, await me(ADMIN_TOKEN));
    expect(operator).toMatchObject({ kind: 'operator', id: null, roles: [], sessions: [] });
    expect(operator.sites).toContainEqual({ id: site.id, name: site.name, role: 'admin' });
    expect((await me(await service.api.guest(site.id))).status).toBe(403);
    const renamed = await call<StaffMe>('PATCH', '/v1/staff/me', { token, body: { name: 'Ada L.' } });
    expect(expectStatus(200, renamed).name).toBe('Ada L.');
  });

  it('end their sessions one by one, and a personal token makes no others', async () => {
    const { token } = await member(on(site, 'moderator'));
    const created = await call<StaffToken>('POST', '/v1/staff/tokens', { token, body: { name: 'Nightly', days: 3 } });
    const script = expectStatus(201, created);
    expect(Date.parse(script.expiresAt) - Date.now()).toBeLessThanOrEqual(3 * 86_400_000);
    expect((await queue(script.token)).status).toBe(200);
    const refused = await call('POST', '/v1/staff/tokens', { token: script.token, body: { name: 'More' } });
    expect(refused.status).toBe(403);
    expect((await call('POST', '/v1/staff/tokens', { token, body: { name: 'Long', days: 31 } })).status).toBe(422);

    const { sessions } = expectStatus(200, await me(token));
    expect(sessions.map(({ kind, name, current }) => [kind, name, current])).toEqual([
      ['token', 'Nightly', false],
      ['session', expect.anything(), true],
    ]);
    const stranger = await member(on(site, 'moderator'));
    const end = (id: string, by: string) => call('DELETE', `/v1/staff/sessions/${id}`, { token: by });
    expect(codeOf(await end(script.id, stranger.token))).toBe('session-not-found');
    expectStatus(204, await end(script.id, token));
    expect((await queue(script.token)).status).toBe(401);
    expectStatus(204, await call('DELETE', '/v1/staff/sessions/current', { token }));
    expect((await me(token)).status).toBe(401);
  });

  it('are signed out after 12 hours', async () => {
    const { id, token } = await member(on(site, 'moderator'));
    await service.app.get(DataSource).query(`update staff_session set expires_at = now() where staff_id = $1`, [id]);
    expect((await queue(token)).status).toBe(401);
  });

  it('lose what they may at once, in every process, and for writes under way', async () => {
    // A second process on the same database.
    const second = await startEngagement({ databaseUrl: service.config.databaseUrl });
    try {
      const [demoted, removed] = [await member(on(site, 'admin')), await member(on(site, 'moderator'))];
      const inSecond = (token: string) => second.api.call('GET', `/v1/sites/${site.id}/moderation/settings`, { token });
      const queueInSecond = (token: string) =>
        second.api.call('GET', `/v1/sites/${site.id}/moderation/comments`, { token });
      expect((await inSecond(demoted.token)).status).toBe(200);
      expect((await queueInSecond(removed.token)).status).toBe(200);
      expectStatus(200, await change(demoted.id, { roles: [on(site, 'moderator')] }));
      expect((await inSecond(demoted.token)).status).toBe(403);
      expectStatus(204, await remove(removed.id));
      expect((await queueInSecond(removed.token)).status).toBe(401);
    } finally {
      await second.stop();
    }
  });

  it('decide nothing with a session that ended while the request waited for the page', async () => {
    const [comment, moderator] = [await post(), await member(on(site, 'moderator'))];
    const dataSource = service.app.get(DataSource);
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    // The removal is under way, and the decision waits for it where it looks at the session again.
    await runner.query(`delete from staff where id = $1`, [moderator.id]);
    const deciding = decide(comment, moderator.token);
    await untilWaiting(dataSource);
    await runner.commitTransaction();
    await runner.release();
    expect((await deciding).status).toBe(401);
    expect((await call('GET', `/v1/comments/${comment.id}`)).status).toBe(200);
  });

  async function untilWaiting(dataSource: DataSource): Promise<void> {
    for (;;) {
      const waiting = await dataSource.query<unknown[]>(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (waiting.length > 0) return;
    }
  }

  it('have idempotency keys of their own', async () => {
    const [one, two] = [await member(on(site, 'moderator')), await member(on(site, 'moderator'))];
    const [comment, headers] = [await post(), { 'idempotency-key': 'same' }];
    const first = expectStatus(200, await decide(comment, one.token, headers));
    expect(expectStatus(200, await decide(comment, one.token, headers)).id).toBe(first.id);
    expect(expectStatus(200, await decide(comment, two.token, headers)).id).not.toBe(first.id);
  });

  describe('of sites that an admin administers', () => {
    it('are all that the admin sees, with their roles there', async () => {
      const admin = await member(on(site, 'admin'));
      const [both, elsewhere] = [
        await member(on(site, 'moderator'), on(other, 'admin')),
        await member(on(other, 'admin')),
      ];
      const { items } = await list(admin.token);
      expect(items.map(({ id }) => id).sort()).toEqual([admin.id, both.id].sort());
      expect(items.find(({ id }) => id === both.id)!.roles).toEqual([on(site, 'moderator')]);
      for (const answer of [
        await change(elsewhere.id, { roles: [] }, admin.token),
        await remove(elsewhere.id, admin.token),
      ])
        expect(codeOf(answer)).toBe('staff-not-found');
    });

    it('are invited and changed by the admin, on these sites alone', async () => {
      const admin = await member(on(site, 'admin'));
      const refused = await invite([on(site, 'moderator'), on(other, 'moderator')], { token: admin.token });
      expect([refused.status, refused.body]).toMatchObject([403, { detail: expect.stringContaining(other.id) }]);
      const { id } = expectStatus(201, await invite([on(site, 'moderator')], { token: admin.token }));
      expect((await change(id, { roles: [on(other, 'admin')] }, admin.token)).status).toBe(403);
      const promoted = await change(id, { roles: [on(site, 'admin')], name: 'Grace' }, admin.token);
      expect(expectStatus(200, promoted)).toMatchObject({ name: 'Grace', roles: [on(site, 'admin')] });

      const both = await member(on(site, 'moderator'), on(other, 'moderator'));
      // Only the role on the admin's own site is replaced.
      expectStatus(200, await change(both.id, { roles: [] }, admin.token));
      expect(expectStatus(200, await me(both.token)).roles).toEqual([on(other, 'moderator')]);
    });

    it('who have roles elsewhere are not removed, renamed or invited anew by the admin', async () => {
      const [admin, both] = [await member(on(site, 'admin')), await member(on(site, 'moderator'), on(other, 'admin'))];
      expect((await remove(both.id, admin.token)).status).toBe(403);
      expect((await change(both.id, { name: 'Nobody' }, admin.token)).status).toBe(403);
      // Whoever has a new invitation would have all of the person's roles.
      const again = await call('POST', `/v1/admin/staff/${both.id}/invitations`, { token: admin.token });
      expect(again.status).toBe(403);
      const invited = await invite([on(site, 'admin')], { token: admin.token, email: both.email });
      expect(expectStatus(201, invited).invitation).toBeNull();
    });

    it('who were invited by somebody else get no role by an address that is known already', async () => {
      const [admin, others] = [await member(on(site, 'admin')), await member(on(other, 'admin'))];
      const email = newEmail();
      const first = expectStatus(201, await invite([on(site, 'moderator')], { token: admin.token, email }));
      const second = expectStatus(201, await invite([on(other, 'admin')], { token: others.token, email }));
      expect(second.invitation).toBeNull();
      expect(codeOf(await accept(secretOf(first.invitation!)))).toBe('invitation-not-found');
    });

    it('keep an admin, unless the operator says otherwise', async () => {
      const admin = await member(on(site, 'admin'));
      for (const answer of [
        await change(admin.id, { roles: [on(site, 'moderator')] }, admin.token),
        await change(admin.id, { roles: [] }, admin.token),
        await remove(admin.id, admin.token),
      ])
        expect(codeOf(answer)).toBe('last-admin');
      const second = await member(on(site, 'admin'));
      // Each takes the other's role away: one of the two comes first.
      const answers = await Promise.all([
        change(second.id, { roles: [] }, admin.token),
        change(admin.id, { roles: [] }, second.token),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
      const left = answers[0].status === 200 ? admin : second;
      expectStatus(204, await remove(left.id));
    });
  });

  it('who accept a new invitation have lost what there was before', async () => {
    const person = await member(on(site, 'admin'));
    const again = await call<StaffInvitation>('POST', `/v1/admin/staff/${person.id}/invitations`, {
      token: ADMIN_TOKEN,
    });
    expect((await me(person.token)).status).toBe(200);
    const { token } = expectStatus(201, await accept(secretOf(expectStatus(201, again))));
    expect([(await me(person.token)).status, (await me(token)).status]).toEqual([401, 200]);
  });

  it('are told what is wrong with an invitation', async () => {
    for (const body of [
      { email: 'no address', roles: [on(site, 'admin')] },
      { email: newEmail(), roles: [] },
      { email: newEmail(), roles: [on(site, 'admin'), on(site, 'moderator')] },
      { email: newEmail(), roles: [{ site: site.id, role: 'owner' }] },
    ])
      expect((await call('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body })).status).toBe(422);
    const unknown = await invite([{ site: 'no-such-site', role: 'admin' }]);
    expect([unknown.status, unknown.body]).toMatchObject([422, { errors: [{ path: '/roles/0/site' }] }]);
  });

  it('are invited once by a request that is sent twice, whose answer only the key opens', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email: newEmail(), roles: [on(site, 'moderator')] };
    const send = () => call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body, headers });
    const [first, second] = [expectStatus(201, await send()), expectStatus(201, await send())];
    expect(second).toEqual(first);
    const [row] = await service.app
      .get(DataSource)
      .query<{ kept: string }[]>(`select string_agg(i::text, '') as kept from idempotency i where site_id = ''`);
    expect(row!.kept).not.toContain('awi_');
  });
});
