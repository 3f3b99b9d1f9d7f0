import type { Article } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { ADMIN_TOKEN } from './admin-token';
import { type Answer, expectStatus } from './api';
import type { RunningContent } from './content';

type Fields = { slug: string } & Record<string, unknown>;

export interface ArticleCalls {
  /** A call below `/v1/articles` as the operator. */
  operate: <Body = Article>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<Body>>;
  /** Creates a draft; without other fields, its title is its slug. */
  create: (fields: Fields) => Promise<Article>;
  /** Creates an article and publishes it. */
  publish: (fields: Fields) => Promise<Article>;
  /** What engagement is told of a page, in order: `published`, `updated`, `unpublished`. */
  announced: (page: string) => Promise<string[]>;
}

/** The operator's calls about articles, to the service that a spec starts before its tests. */
export function articleCalls(service: () => RunningContent): ArticleCalls {
  const calls: ArticleCalls = {
    operate: <Body>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers = {}) =>
      service().api.call<Body>(method, `/v1/articles${path}`, {
        token: ADMIN_TOKEN,
        headers,
        ...(body !== undefined && { body }),
      }),
    create: async (fields) =>
      expectStatus(201, await calls.operate('POST', '', { title: fields.slug, body: 'Text', ...fields })),
    async publish(fields) {
      await calls.create(fields);
      return expectStatus(200, await calls.operate('POST', `/${fields.slug}/publish`));
    },
    async announced(page) {
      const sql = `select name from outbox where payload ->> 'page' = $1 order by id`;
      const rows = await rowsOf<{ name: string }>(service().app.get(DataSource), sql, [page]);
      return rows.map(({ name }) => name.replace('article.', ''));
    },
  };
  return calls;
}
