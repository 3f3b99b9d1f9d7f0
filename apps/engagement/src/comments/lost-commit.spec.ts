import type { CommentList, Session } from '@afterword/contracts';
import { isUnavailable, type ReaderPrincipal, tokenHashOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { type PostgresProxy, startPostgresProxy } from '@afterword/testing/postgres-proxy';
import { SitesService } from '../sites';
import { PostingService } from './posting.service';

describe('a commit that nobody heard of', () => {
  let proxy: PostgresProxy;
  let service: RunningEngagement;

  beforeAll(async () => {
    proxy = await startPostgresProxy(testDatabaseUrl());
    service = await startEngagement({ databaseUrl: proxy.url });
  });
  afterAll(async () => {
    await service.stop();
    await proxy.stop();
  });

  it('stores no comment twice, though none has a key', async () => {
    const { api, app } = service;
    const { id } = await api.site(ADMIN_TOKEN);
    const session = expectStatus(201, await api.call<Session>('POST', `/v1/sites/${id}/sessions`, { body: {} }));
    const reader = { ...session.reader, role: 'guest' as const, siteId: id };
    const principal: ReaderPrincipal = { kind: 'reader', reader, tokenHash: tokenHashOf(session.token) };
    const site = await app.get(SitesService).get(id);
    const post = (body: string) =>
      app.get(PostingService).post({ site, pageKey: 'hot', principal, body, parentId: null, key: null });
    await post('before');

    // Somebody holds the page: the first comment waits for it, the others are stored together after that.
    const holder = app.get(DataSource).createQueryRunner();
    await holder.startTransaction();
    await holder.query(`select id from page where site_id = $1 for update`, [id]);
    const first = post('first');
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await poll(
      () => holder.query(waiting) as Promise<unknown[]>,
      (rows) => rows.length > 0,
    );
    const posted = Promise.allSettled([first, ...['a', 'b', 'c'].map(post)]);
    proxy.loseCommits();
    await holder.query('rollback');

    const outcomes = await posted;
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && isUnavailable(outcome.reason))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    await holder.release();
    const page = await api.call<CommentList>('GET', `${pagePath(id, 'hot')}/comments?sort=oldest`);
    const list = expectStatus(200, page);
    expect(list.items.map(({ body }) => body)).toEqual(['before', 'first', 'a', 'b', 'c']);
  });
});
