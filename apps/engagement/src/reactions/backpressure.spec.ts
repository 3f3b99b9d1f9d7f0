import type { Counters, Session } from '@afterword/contracts';
import { GroupCommitFullError, type ReaderPrincipal, tokenHashOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { ReactionsService } from './reactions.service';

/** More than may wait while a batch is being stored. */
const MORE_THAN_FITS = 10_050;

describe('a queue of writes that is full', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  it('refuses one more write with 503 and Retry-After, keeps what it took, and takes writes again', async () => {
    const { api, app } = service;
    const site = await api.site(ADMIN_TOKEN, { reactionKinds: ['like', 'wow'] });
    const session = expectStatus(
      201,
      await api.call<Session>('POST', `/v1/sites/${site.id}/sessions`, { body: { name: 'Ada' } }),
    );
    const path = (kind: string) => `${pagePath(site.id, 'hot')}/reactions/${kind}`;
    expectStatus(200, await api.call('PUT', path('like'), { token: session.token }));
    const likes = async () => {
      const answer = await api.call<{ counters: Record<string, Counters> }>(
        'GET',
        `/v1/counters?site=${site.id}&page=hot`,
      );
      return expectStatus(200, answer).counters.hot!.reactions;
    };

    // Somebody holds the page, so nothing below it is stored until they let go.
    const holder = app.get(DataSource).createQueryRunner();
    await holder.startTransaction();
    await holder.query(`select id from page where site_id = $1 for update`, [site.id]);
    const reader = { ...session.reader, role: 'guest' as const, siteId: site.id };
    const principal: ReaderPrincipal = { kind: 'reader', reader, tokenHash: tokenHashOf(session.token) };
    const wish = () => app.get(ReactionsService).onPage('hot', { site, principal, kind: 'wow', wanted: true });
    const first = wish();
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await poll(
      () => holder.query(waiting) as Promise<unknown[]>,
      (rows) => rows.length > 0,
    );
    const wishes = [first, ...Array.from({ length: MORE_THAN_FITS }, wish)];
    const outcomes = Promise.allSettled(wishes);
    const refused = await api.call('PUT', path('wow'), { token: session.token });
    expect([refused.status, refused.headers.get('retry-after'), refused.body.type]).toEqual([
      503,
      '1',
      'urn:afterword:problem:unavailable',
    ]);
    expect(await likes()).toEqual({ like: 1, wow: 0 });

    await holder.rollbackTransaction();
    await holder.release();
    const failures = (await outcomes).flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.length).toBeLessThan(MORE_THAN_FITS);
    expect(failures.every((failure) => failure instanceof GroupCommitFullError)).toBe(true);
    expect(await likes()).toEqual({ like: 1, wow: 1 });
    expectStatus(200, await api.call('DELETE', path('wow'), { token: session.token }));
    expect(await likes()).toEqual({ like: 1, wow: 0 });
  });
});
