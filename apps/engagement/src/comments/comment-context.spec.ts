import { type Comment, type CommentContext, LIMITS, type Site } from '@afterword/contracts';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

const DEPTH = 2 * LIMITS.contextAncestors + 5;

describe("a comment's context", () => {
  let service: RunningEngagement;
  let site: Site;
  /** Each replies to the one before it. */
  let chain: string[];

  beforeAll(async () => {
    service = await startEngagement();
    site = await service.api.site(ADMIN_TOKEN);
    const token = await service.api.guest(site.id);
    chain = [];
    for (let depth = 0; depth <= DEPTH; depth += 1) {
      const body = { body: 'x'.repeat(9_000), parentId: chain.at(-1) };
      const posted = await service.api.call<Comment>('POST', `${pagePath(site.id, 'deep')}/comments`, { token, body });
      chain.push(expectStatus(201, posted).id);
    }
  });
  afterAll(() => service.stop());

  const contextOf = (id: string, query = '') =>
    service.api.call<CommentContext>('GET', `/v1/comments/${id}/context${query}`);
  const read = async (id: string, query = '') => expectStatus(200, await contextOf(id, query));
  const ids = ({ ancestors }: CommentContext) => ancestors.map((ancestor) => ancestor.id);

  it('has the nearest ancestors, and leads to the others page by page', async () => {
    const deepest = chain.at(-1)!;
    let context = await read(deepest);
    expect(ids(context)).toEqual(chain.slice(-1 - LIMITS.contextAncestors, -1));
    expect(JSON.stringify(context).length).toBeLessThan(30_000 * LIMITS.contextAncestors);
    const all = ids(context);
    while (context.next !== null) {
      context = await read(deepest, `?cursor=${context.next}`);
      expect(context.ancestors.length).toBeLessThanOrEqual(LIMITS.contextAncestors);
      expect(context.comment.id).toBe(deepest);
      all.unshift(...ids(context));
    }
    expect(all).toEqual(chain.slice(0, -1));
  });

  it('has as many ancestors as are asked for', async () => {
    expect(ids(await read(chain[5]!, '?limit=2'))).toEqual(chain.slice(3, 5));
    expect((await contextOf(chain[5]!, `?limit=${LIMITS.contextAncestors + 1}`)).status).toBe(422);
  });

  it('ends at the top level', async () => {
    expect(await read(chain[0]!)).toMatchObject({ ancestors: [], next: null });
    expect(await read(chain[3]!)).toMatchObject({ ancestors: { length: 3 }, next: null });
    expect((await read(chain[LIMITS.contextAncestors]!)).next).toBeNull();
    expect((await read(chain[LIMITS.contextAncestors + 1]!)).next).not.toBeNull();
  });

  it("refuses another list's cursor, and one of another page", async () => {
    const list = await service.api.call<{ next: string }>('GET', `/v1/comments/${chain[0]!}/replies?cursor=nonsense`);
    expect(list.status).toBe(422);
    expect((await contextOf(chain[5]!, '?cursor=nonsense')).status).toBe(422);
    const token = await service.api.guest(site.id);
    const other = await service.api.call<Comment>('POST', `${pagePath(site.id, 'other')}/comments`, {
      token,
      body: { body: 'Elsewhere' },
    });
    const { next } = await read(chain.at(-1)!);
    expect((await contextOf(expectStatus(201, other).id, `?cursor=${next!}`)).status).toBe(404);
  });
});
