import { randomInt } from 'node:crypto';
import type { Site } from '@afterword/contracts';
import { inPipeline, newId } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { pagePath } from '../../../../tests/setup/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '../../../../tests/setup/engagement';
import { LedgerReader } from './ledger-reader';
import type { RewardResult } from './ledger-batch';
import { RewardBatchService } from './reward-batch.service';

const UNIQUE_VIOLATION = '23505';

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

  it.each([
    ['grants points', { startingBalance: 100, dailyGrant: 5 }],
    ['grants none', { startingBalance: 0, dailyGrant: 0 }],
  ])('never wait for each other in a circle, on a site that %s', async (_what, grants) => {
    const { id }: Site = await service.api.site(ADMIN_TOKEN, grants);
    const dataSource = service.app.get(DataSource);
    const ledger = service.app.get(RewardBatchService);
    const pages = await Promise.all(['a', 'b', 'c', 'd'].map((key) => pageOf(id, key)));
    const known = Array.from({ length: 6 }, newId);
    const give = (pageId: string, readers: readonly string[], site = { id, ...grants }) =>
      inPipeline(dataSource, async (tx) => {
        const to = { pageId, comment: null };
        const commands = readers.map((readerId) => ({ site, readerId, to, amount: 1 }));
        return ledger.reward(tx, commands, await ledger.lock(tx, commands));
      });
    /** As a group commit does: another process may have opened an account meanwhile. A deadlock is no such thing. */
    const giveUntilStored = async (pageId: string, readers: readonly string[]): Promise<RewardResult[]> => {
      try {
        return await give(pageId, readers);
      } catch (error) {
        if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
        return giveUntilStored(pageId, readers);
      }
    };
    await give(pages[0]!, known, { id, startingBalance: 1_000, dailyGrant: 0 });
    for (let round = 0; round < 20; round += 1) {
      const fresh = Array.from({ length: 6 }, newId);
      // Processes hold other pages, and find the same wallets, some of them open and some not.
      const orders = pages.map(() => shuffled([...known, ...fresh]));
      const results = await Promise.all(pages.map((pageId, index) => giveUntilStored(pageId, orders[index]!)));
      const expected = orders.map((readers) =>
        readers.map((reader) => known.includes(reader) || grants.startingBalance > 0),
      );
      expect(results.map((ofPage) => ofPage.map(({ outcome }) => outcome === 'done'))).toEqual(expected);
    }
    const sums = await dataSource.query<{ wallets: number; sum: string }[]>(
      `select count(*) filter (where kind = 'wallet')::int as wallets, sum(balance) as sum from account where site_id = $1`,
      [id],
    );
    const opened = known.length + (grants.startingBalance > 0 ? 20 * 6 : 0);
    expect(sums.map(({ wallets, sum }) => [wallets, Number(sum)])).toEqual([[opened, 0]]);
    expect(await service.app.get(LedgerReader).check()).toContainEqual({
      siteId: id,
      sum: 0,
      wrongBalances: 0,
      overdrawn: 0,
    });
  });
});
