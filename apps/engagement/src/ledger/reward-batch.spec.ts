import { randomInt } from 'node:crypto';
import type { Site } from '@afterword/contracts';
import { inPipeline, newId } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { pagePath } from '../../../../tests/setup/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '../../../../tests/setup/engagement';
import { RewardBatchService } from './reward-batch.service';

/** In no order. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: randomInt(1_000_000) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

describe('batches of rewards', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  /** A page that is there. */
  async function pageOf(site: string, key: string): Promise<string> {
    const token = await service.api.guest(site);
    await service.api.call('PUT', `${pagePath(site, key)}/reactions/like`, { token });
    const rows = await service.app
      .get(DataSource)
      .query<{ id: string }[]>('select id from page where site_id = $1 and key = $2', [site, key]);
    return rows[0]!.id;
  }

  it('open no account of a page that is gone', async () => {
    const site: Site = await service.api.site(ADMIN_TOKEN);
    const there = await pageOf(site.id, 'there');
    const readerId = newId();
    const commands = [there, newId()].map((pageId) => ({ site, readerId, to: { pageId, comment: null }, amount: 1 }));
    const dataSource = service.app.get(DataSource);
    const opened = await inPipeline(dataSource, (tx) => service.app.get(RewardBatchService).open(tx, commands));
    const kinds = [...opened.values()].map(({ kind, ownerId }) => [kind, kind === 'issuance' ? '' : ownerId]);
    expect(kinds.sort()).toEqual([
      ['issuance', ''],
      ['page', there],
      ['wallet', readerId],
    ]);
  });

  it.each([
    ['grants points', { startingBalance: 100, dailyGrant: 5 }],
    ['grants none', { startingBalance: 0, dailyGrant: 0 }],
  ])('never wait for each other in a circle, on a site that %s', async (_what, grants) => {
    const { id }: Site = await service.api.site(ADMIN_TOKEN, grants);
    const dataSource = service.app.get(DataSource);
    const ledger = service.app.get(RewardBatchService);
    const pages = await Promise.all(['a', 'b', 'c', 'd'].map((key) => pageOf(id, key)));
    const known = Array.from({ length: 6 }, newId);
    const give = (pageId: string, readers: readonly string[]) =>
      inPipeline(dataSource, async (tx) => {
        const to = { pageId, comment: null };
        const commands = readers.map((readerId) => ({ site: { id, ...grants }, readerId, to, amount: 1 }));
        return ledger.reward(tx, commands, await ledger.open(tx, commands));
      });
    for (let round = 0; round < 20; round += 1) {
      const opened = Array.from({ length: 6 }, newId);
      // Processes hold other pages, and find the same wallets, some of them open and some not.
      const results = await Promise.all(pages.map((pageId) => give(pageId, shuffled([...known, ...opened]))));
      const outcome = grants.startingBalance > 0 ? 'done' : 'insufficient-balance';
      for (const result of results.flat()) expect(result.outcome).toBe(outcome);
    }
    const sums = await dataSource.query<{ wallets: number; sum: string }[]>(
      `select count(*) filter (where kind = 'wallet')::int as wallets, sum(balance) as sum from account where site_id = $1`,
      [id],
    );
    expect(sums.map(({ wallets, sum }) => [wallets, Number(sum)])).toEqual([[known.length + 20 * 6, 0]]);
  });
});
