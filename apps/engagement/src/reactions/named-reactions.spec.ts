import type { Comment, Site } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { signIn, SSO_SECRET } from '@afterword/testing/members';

describe('who reacted', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, {
      ssoSecret: SSO_SECRET,
      reactionKinds: ['like', 'wow'],
      look: { reactors: true },
    });
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const path = (page: string, rest = '') => pagePath(site.id, page) + rest;
  const show = async (reactors: boolean) =>
    expectStatus(
      200,
      await call('PATCH', `/v1/admin/sites/${site.id}`, { token: ADMIN_TOKEN, body: { look: { reactors } } }),
    );
  const member = async (name: string) => (await signIn(service.api, site, name)).token;
  const like = async (token: string, target = path('talk'), kind = 'like') =>
    expectStatus(200, await call('PUT', `${target}/reactions/${kind}`, { token }));
  const stored = (): Promise<{ name: string; kind: string; named: boolean; isComment: boolean }[]> =>
    service.app.get(DataSource).query(
      `select r.name, x.kind, x.named, x.target_id <> x.page_id as "isComment"
         from reaction x join reader r on r.site_id = x.site_id and r.id = x.reader_id
        where x.site_id = $1 order by r.name, x.kind, x.target_id <> x.page_id`,
      [site.id],
    );

  it('is stored of members, of pages and comments, and not of guests', async () => {
    const [ada, guest] = [await member('Ada'), await service.api.guest(site.id, 'Guest')];
    const comment = expectStatus(
      201,
      await call<Comment>('POST', path('talk', '/comments'), { token: guest, body: { body: 'Text' } }),
    );
    for (const token of [ada, guest])
      for (const target of [path('talk'), `/v1/comments/${comment.id}`]) await like(token, target);
    expect(await stored()).toEqual([
      { name: 'Ada', kind: 'like', named: true, isComment: false },
      { name: 'Ada', kind: 'like', named: true, isComment: true },
      { name: 'Guest', kind: 'like', named: false, isComment: false },
      { name: 'Guest', kind: 'like', named: false, isComment: true },
    ]);
  });

  it('is stored only while the site says that it shows names', async () => {
    const ada = await member('Ada');
    await show(false);
    await like(ada);
    await show(true);
    await like(ada, path('talk'), 'wow');
    // What is there already is not stored again.
    await like(ada);
    expect(await stored()).toMatchObject([
      { kind: 'like', named: false },
      { kind: 'wow', named: true },
    ]);
    // Who reacts anew has seen the names of others.
    expectStatus(200, await call('DELETE', path('talk', '/reactions/like'), { token: ada }));
    await like(ada);
    expect(await stored()).toMatchObject([{ named: true }, { named: true }]);
  });

  it('stays with reactions of a page that becomes part of another one, and is in the data of the reader', async () => {
    const ada = await member('Ada');
    await like(ada, path('ends'));
    await like(ada, path('stays'), 'wow');
    const merge = `/v1/admin${path('stays', '/merge').slice('/v1'.length)}`;
    expectStatus(200, await call('POST', merge, { token: ADMIN_TOKEN, body: { from: 'ends' } }));
    expect(await stored()).toMatchObject([
      { kind: 'like', named: true },
      { kind: 'wow', named: true },
    ]);
    const exported = expectStatus(200, await call<{ reactions: object[] }>('GET', '/v1/me/export', { token: ada }));
    expect(exported.reactions).toMatchObject([{ named: true }, { named: true }]);
  });
});
