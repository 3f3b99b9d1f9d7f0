import { randomUUID } from 'node:crypto';
import type { Site } from '@afterword/contracts';
import { OPERATOR } from '@afterword/platform';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { Client } from 'pg';
import { PageChanges } from '../page-cache';
import { PageGoneError } from './page-gone.error';
import { PageIds } from './page-ids';
import { PAGE_OF_KEY } from './page-writes.sql';

describe('the ids of pages', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement();
    site = await service.api.site(ADMIN_TOKEN);
  });
  afterAll(() => service.stop());

  const ids = () => service.app.get(PageIds);
  const asked = (key: string) => ({ site, key, principal: OPERATOR });
  const idOf = (key: string) => ids().change(asked(key), ({ pageId }) => Promise.resolve(pageId));
  const create = async (key: string) =>
    expectStatus(
      200,
      await service.api.call('PUT', pagePath(site.id, key), { token: ADMIN_TOKEN, body: { title: 'A' } }),
    );

  it('are looked up once for concurrent callers, and again after a change', async () => {
    const key = randomUUID();
    await create(key);
    const first = await idOf(key);
    service.app.get(PageChanges).publish([{ siteId: site.id, key }]);
    const query = jest.spyOn(Client.prototype, 'query');
    const found = await Promise.all(Array.from({ length: 50 }, () => idOf(key)));
    // Relays ask for other things of the page meanwhile.
    const statements = query.mock.calls.map(
      ([statement]: unknown[]) => statement as { text?: string; values?: unknown[] },
    );
    const lookups = statements.filter(({ text, values }) => text === PAGE_OF_KEY && values?.at(-1) === key);
    query.mockRestore();
    expect([new Set(found), lookups.length]).toEqual([new Set([first]), 1]);
  });

  it('are the same for all who create the page at once', async () => {
    const key = randomUUID();
    const [coming] = await Promise.all(Array.from({ length: 20 }, () => idOf(key)));
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => idOf(key))))).toEqual(new Set([coming]));
    await create(key);
    expect(await idOf(key)).toBe(coming);
  });

  it('are looked up again for a page that is gone, once', async () => {
    const key = randomUUID();
    const tried: string[] = [];
    const change = ids().change(asked(key), ({ pageId }) => {
      tried.push(pageId);
      return Promise.reject(new PageGoneError());
    });
    await expect(change).rejects.toBeInstanceOf(PageGoneError);
    expect(tried).toHaveLength(2);
  });
});
