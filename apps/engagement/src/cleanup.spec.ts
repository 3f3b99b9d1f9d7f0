import { randomUUID } from 'node:crypto';
import { LIMITS, type Session, type Share, type Site } from '@afterword/contracts';
import { Cleanup } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';

describe('the cleanup of expired data', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN);
  });

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const rows = async (query: string, ...values: unknown[]) =>
    (await service.app.get(DataSource).query<unknown[]>(query, values)).length;
  const change = (query: string, ...values: unknown[]) => service.app.get(DataSource).query(query, values);
  const done = () =>
    poll(
      () => service.app.get(Cleanup).tick(),
      (removed) => removed === 0,
    );

  it('removes an Idempotency-Key and its answer after its time, and not before', async () => {
    const token = await service.api.guest(site.id);
    const post = (key: string) =>
      call('POST', `${pagePath(site.id, 'talk')}/comments`, {
        token,
        body: { body: 'x' },
        headers: { 'idempotency-key': key },
      });
    const [old, young] = [randomUUID(), randomUUID()];
    for (const key of [old, young]) expectStatus(201, await post(key));
    const age = (key: string, hours: number, minutes: number) =>
      change(
        'update idempotency set created_at = now() - make_interval(hours => $2, mins => $3) where key = $1',
        key,
        hours,
        minutes,
      );
    await age(old, LIMITS.idempotencyKeyHours, 1);
    await age(young, LIMITS.idempotencyKeyHours - 1, 59);
    await done();
    expect(await rows('select 1 from idempotency where key = $1', old)).toBe(0);
    expect(await rows('select 1 from idempotency where key = $1', young)).toBe(1);
  });

  it('removes expired sessions and proofs', async () => {
    const open = async () =>
      expectStatus(201, await call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: {} })).reader.id;
    const [ended, going] = [await open(), await open()];
    await change(`update session set expires_at = now() - interval '1 minute' where reader_id = $1`, ended);
    await change(
      `insert into spent_proof values ('\\x01', now() - interval '1 minute'), ('\\x02', now() + interval '1 hour')`,
    );
    await done();
    expect(await rows('select 1 from session where reader_id = $1', ended)).toBe(0);
    expect(await rows('select 1 from session where reader_id = $1', going)).toBe(1);
    expect(await rows('select 1 from spent_proof')).toBe(1);
  });

  it('removes the visitors of past days and the salts of their hashes', async () => {
    const token = await service.api.guest(site.id);
    const page = pagePath(site.id, 'story');
    expectStatus(200, await call('PUT', page, { token: ADMIN_TOKEN, body: { url: 'https://paper.example/story' } }));
    expectStatus(
      200,
      await call('PATCH', `/v1/admin/sites/${site.id}`, {
        token: ADMIN_TOKEN,
        body: { origins: ['https://paper.example'] },
      }),
    );
    const { code } = expectStatus(
      201,
      await call<Share>('POST', `${page}/shares`, { token, body: { channel: 'copy' } }),
    );
    // A browser's, since programs are no visitors.
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    expectStatus(302, await call('GET', `/s/${code}`, { headers }));
    const visits = () => rows('select 1 from share_visit v join share s on s.id = v.share_id where s.code = $1', code);
    await done();
    expect(await visits()).toBe(1);
    // The day is over.
    await change('update share_visit set day = day - 1 where site_id = $1', site.id);
    await change(
      `insert into visit_salt values ((now() at time zone 'utc')::date - 1, '\\x01') on conflict do nothing`,
    );
    await done();
    expect(await visits()).toBe(0);
    expect(await rows(`select 1 from visit_salt where day < (now() at time zone 'utc')::date`)).toBe(0);
    const counted = await service.app
      .get(DataSource)
      .query<{ visits: number }[]>('select visits from share where code = $1', [code]);
    expect(counted).toEqual([{ visits: 1 }]);
  });
});
