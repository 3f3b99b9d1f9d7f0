import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Counters, Me, Page, Reward, Session, Share, Site } from '@afterword/contracts';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { LedgerReader } from '../ledger';

const SECRET = 'a secret of the publisher, long enough';

interface Exported {
  site: string;
  reader: { id: string; name: string; email: string | null };
  sessions: unknown[];
  comments: { id: string; page: string; body: string | null; status: string }[];
  reactions: { page: string; commentId: string | null; kind: string }[];
  shares: { page: string; channel: string; visits: number }[];
  transfers: { reason: string; amount: number }[];
}

describe("a reader's own data", () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { ssoSecret: SECRET });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const page = (key: string, rest = '') => pagePath(site.id, key) + rest;
  const guest = (name?: string) => service.api.guest(site.id, name);
  const comment = async (token: string, key: string, body: string, parentId?: string) =>
    expectStatus(201, await call<Comment>('POST', page(key, '/comments'), { token, body: { body, parentId } }));
  const like = async (token: string, path: string) =>
    expectStatus(200, await call('PUT', `${path}/reactions/like`, { token }));
  const reward = async (token: string, path: string, amount: number) =>
    expectStatus(
      201,
      await call<Reward>('POST', `${path}/rewards`, {
        token,
        body: { amount },
        headers: { 'idempotency-key': randomUUID() },
      }),
    );
  const thread = async (key: string) =>
    expectStatus(200, await call<CommentList>('GET', page(key, '/comments?sort=oldest')));
  const setUp = async (fields: object) =>
    expectStatus(200, await call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: fields }));
  const signIn = async (claims: Record<string, unknown>) => {
    const sso = await new SignJWT({ aud: site.id, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt(claims.iat as number | undefined)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    return expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { sso } }));
  };
  const exported = async (token: string) => expectStatus(200, await call<Exported>('GET', '/v1/me/export', { token }));
  const me = (token: string) => call<Me>('GET', '/v1/me', { token });

  it('can be exported, whole', async () => {
    const token = await guest('Ada');
    const first = await comment(token, 'a', 'The *first*');
    const second = await comment(token, 'b', 'The second');
    expectStatus(204, await call('DELETE', `/v1/comments/${second.id}`, { token }));
    await like(token, page('a'));
    await like(token, `/v1/comments/${first.id}`);
    expectStatus(201, await call<Share>('POST', page('a', '/shares'), { token, body: { channel: 'email' } }));
    await reward(token, page('a'), 12);

    const answer = await call<Exported>('GET', '/v1/me/export', { token });
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const data = expectStatus(200, answer);
    expect(data).toMatchObject({ site: site.id, reader: { name: 'Ada' }, sessions: [{}] });
    expect(data.comments).toMatchObject([
      { id: first.id, page: 'a', body: 'The *first*', status: 'published' },
      { id: second.id, page: 'b', body: null, status: 'deleted' },
    ]);
    expect(data.reactions.map(({ commentId, kind }) => [commentId, kind]).sort()).toEqual(
      [
        [first.id, 'like'],
        [null, 'like'],
      ].sort(),
    );
    expect(data.shares).toMatchObject([{ page: 'a', channel: 'email', visits: 0 }]);
    expect(data.transfers).toMatchObject([
      { reason: 'reward', amount: -12 },
      { reason: 'starting-balance', amount: 100 },
    ]);
    expect((await call('GET', '/v1/me/export')).status).toBe(401);
  });

  it('can be exported, however much it is', async () => {
    const token = await guest();
    const { reader } = expectStatus(200, await me(token));
    await like(token, page('many'));
    await service.app.get(DataSource).query(
      `insert into reaction (site_id, target_id, reader_id, kind, page_id)
       select $1::text, uuidv7(), $2::uuid, 'like', id from page, generate_series(1, 1234)
        where site_id = $1::text and key = 'many'`,
      [site.id, reader.id],
    );
    const { reactions } = await exported(token);
    expect(reactions).toHaveLength(1235);
    expect(new Set(reactions.map(({ commentId }) => commentId)).size).toBe(1235);
  });

  it('go when the reader does: comments become tombstones, and every counter stays true', async () => {
    const [leaving, other] = [await guest('Leaving'), await guest('Other')];
    const root = await comment(leaving, 'talk', 'With replies');
    const reply = await comment(other, 'talk', 'A reply', root.id);
    await comment(leaving, 'talk', 'Below it', reply.id);
    await comment(leaving, 'talk', 'Alone');
    await comment(leaving, 'elsewhere', 'Another page');
    // Two of the leaving reader's own, one below the other: nothing of them is left to show.
    const chain = await comment(leaving, 'talk', 'A chain');
    await comment(leaving, 'talk', 'of two', chain.id);
    await like(leaving, page('talk'));
    await like(leaving, `/v1/comments/${reply.id}`);
    await reward(leaving, page('talk'), 30);
    await reward(leaving, `/v1/comments/${reply.id}`, 20);

    expectStatus(204, await call('DELETE', '/v1/me', { token: leaving }));

    expect((await me(leaving)).status).toBe(401);
    const list = await thread('talk');
    expect(list.total).toBe(1);
    expect(list.items).toHaveLength(1);
    expect(list.items[0]).toMatchObject({ id: root.id, status: 'deleted', author: null, body: null, replyCount: 1 });
    expect(list.items[0]!.replies.items[0]).toMatchObject({
      id: reply.id,
      replyCount: 0,
      reactions: { like: 1 },
      rewards: { count: 1, amount: 20 },
    });
    expect((await thread('elsewhere')).items).toEqual([]);
    const { counters } = expectStatus(200, await call<Page>('GET', page('talk')));
    const expected: Counters = {
      comments: 1,
      shares: 0,
      rewards: { count: 1, amount: 30 },
      reactions: { like: 1 },
    };
    expect(counters).toEqual(expected);
    const report = (await service.app.get(LedgerReader).check()).find(({ siteId }) => siteId === site.id);
    expect(report).toEqual({ siteId: site.id, sum: 0, wrongBalances: 0, overdrawn: 0 });
    const rows = await service.app
      .get(DataSource)
      .query<{ name: string; email: string | null }[]>(`select name, email from reader where site_id = $1`, [site.id]);
    expect(rows.map(({ name }) => name).sort()).toEqual(['Former reader', 'Other']);
  });

  it('go when the reader does: comments stay without a name where the site wants that', async () => {
    await setUp({ deletedReaders: 'anonymous' });
    const { token, reader } = await signIn({ sub: 'u-1', name: 'Ada', email: 'ada@paper.example', role: 'member' });
    const { id } = await comment(token, 'talk', 'What I said');
    const version = expectStatus(200, await call<Page>('GET', page('talk'))).version;
    expectStatus(204, await call('DELETE', '/v1/me', { token }));
    const left = expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`));
    expect(left).toMatchObject({
      body: 'What I said',
      author: { name: 'Former reader', role: 'guest', avatarUrl: expect.stringMatching(/\/avatars\//) },
    });
    expect(expectStatus(200, await call<Page>('GET', page('talk'))).version).toBeGreaterThan(version);
    // Whoever comes back is somebody new.
    const again = await signIn({ sub: 'u-1', name: 'Ada', role: 'member' });
    expect(again.reader.id).not.toBe(reader.id);
    expect((await call('DELETE', `/v1/comments/${id}`, { token: again.token })).status).toBe(403);
  });

  it('end on every device at once when all sessions are ended', async () => {
    const claims = { sub: 'u-2', name: 'Ada', role: 'member' };
    const [phone, laptop] = [await signIn(claims), await signIn(claims)];
    expectStatus(204, await call('DELETE', '/v1/me/sessions', { token: phone.token }));
    for (const { token } of [phone, laptop]) expect((await me(token)).status).toBe(401);
  });

  it('show a new name on comments that are there already', async () => {
    const token = await guest('Ada');
    const { id } = await comment(token, 'talk', 'Hello');
    const before = expectStatus(200, await call<Page>('GET', page('talk'))).version;
    expectStatus(200, await call('PATCH', '/v1/me', { token, body: { name: 'Ada L.' } }));
    expect(expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`)).author!.name).toBe('Ada L.');
    expect(expectStatus(200, await call<Page>('GET', page('talk'))).version).toBe(before + 1);

    const old = await signIn({ sub: 'u-3', name: 'Bob', iat: Math.floor(Date.now() / 1_000) - 60 });
    await comment(old.token, 'talk', 'Hi');
    await signIn({ sub: 'u-3', name: 'Robert' });
    expect((await thread('talk')).items.map(({ author }) => author!.name)).toEqual(['Ada L.', 'Robert']);
    expect(expectStatus(200, await call<Page>('GET', page('talk'))).version).toBe(before + 4);
  });

  describe('names', () => {
    const refusal = { type: 'urn:afterword:problem:name-reserved', errors: [{ path: '/name' }] };

    it('that the site reserves are not for guests, however they are spelled', async () => {
      await setUp({ reservedNames: ['The Editor'] });
      for (const name of ['The Editor', 'the  editor', 'Thе Editоr', 'T-h-e-E-d-i-t-o-r']) {
        const answer = await call('POST', `/v1/sites/${site.id}/sessions`, { body: { name } });
        expect([name, answer.status, answer.body]).toMatchObject([name, 422, refusal]);
      }
      const token = await guest('Ada');
      const renamed = await call('PATCH', '/v1/me', { token, body: { name: 'THE EDITOR' } });
      expect([renamed.status, renamed.body]).toMatchObject([422, refusal]);
      expect(expectStatus(200, await me(token)).reader.name).toBe('Ada');
      await guest('The Editors');
    });

    it("of the site's staff are not for guests, and staff may have a reserved one", async () => {
      await setUp({ reservedNames: ['Grace Hopper'] });
      await signIn({ sub: 's-1', name: 'Grace Hopper', role: 'staff' });
      await signIn({ sub: 's-2', name: 'Alan', role: 'staff' });
      const answer = await call('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'a l a n' } });
      expect([answer.status, answer.body]).toMatchObject([422, refusal]);
    });
  });

  describe('sessions with an Idempotency-Key', () => {
    const open = (body: object, key: string) =>
      call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body, headers: { 'idempotency-key': key } });

    it('are opened once, and their token is kept where only the key can read it', async () => {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 5 }, () => open({ name: 'Ada' }, key)));
      const tokens = new Set(answers.map((answer) => expectStatus(201, answer).token));
      expect(tokens.size).toBe(1);
      expectStatus(200, await me([...tokens][0]!));
      const other = await open({ name: 'Bob' }, key);
      expect([other.status, other.body]).toMatchObject([409, { type: 'urn:afterword:problem:idempotency-key-reused' }]);
      const kept = await service.app
        .get(DataSource)
        .query<object[]>('select * from idempotency where site_id = $1', [site.id]);
      expect(kept).toHaveLength(1);
      expect(JSON.stringify(kept)).not.toContain([...tokens][0]!);
      expect(JSON.stringify(kept)).not.toContain(key);
    });
  });

  it('brings no second grant, vote or share to a reader who erases themselves and signs in again', async () => {
    const author = await guest();
    const { id } = await comment(author, 'story', 'Like me');
    const ids = new Set<string>();
    for (let life = 0; life < 5; life += 1) {
      const { token, reader } = await signIn({ sub: 'many-lives', name: 'Ada' });
      ids.add(reader.id);
      const { wallet } = expectStatus(200, await call<Me>('GET', '/v1/me', { token }));
      expect([life, wallet.balance]).toEqual([life, life === 0 ? 100 : 0]);
      if (life === 0) await reward(token, page('story'), 10);
      const shown = expectStatus(200, await call<Page>('GET', page('story'), { token }));
      expect(shown.viewer?.reactions).toEqual(life === 0 ? [] : ['like']);
      await like(token, page('story'));
      await like(token, `/v1/comments/${id}`);
      await call('POST', page('story', '/shares'), { token, body: { channel: 'copy' } });
      const written = await comment(token, 'story', 'I was here');
      expectStatus(204, await call('DELETE', '/v1/me', { token }));
      // What they wrote stays nobody's.
      expectStatus(404, await call('GET', `/v1/comments/${written.id}`));
    }
    expect(ids.size).toBe(5);
    const { counters } = expectStatus(200, await call<Page>('GET', page('story')));
    expect(counters).toMatchObject({ reactions: { like: 1 }, shares: 1, rewards: { count: 1, amount: 10 } });
    expect(expectStatus(200, await call<Comment>('GET', `/v1/comments/${id}`)).reactions).toMatchObject({ like: 1 });
    const grants = await service.app
      .get(DataSource)
      .query<{ n: number }[]>(
        `select count(*)::int as n from transfer where site_id = $1 and reason = 'starting-balance'`,
        [site.id],
      );
    expect(grants).toEqual([{ n: 1 }]);
    // Nothing that is kept names the subject.
    const kept = await service.app.get(DataSource).query<unknown[]>('select e::text from erased_subject e');
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('many-lives');
    // Another subject is another reader.
    const { token } = await signIn({ sub: 'another', name: 'Ada' });
    expect(expectStatus(200, await call<Me>('GET', '/v1/me', { token })).wallet.balance).toBe(100);
  });
});
