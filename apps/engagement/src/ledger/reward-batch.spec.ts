import { randomInt } from 'node:crypto';
import type { Site } from '@afterword/contracts';
import { inPipeline, newId } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { poll } from '@afterword/testing/poll';
import { LedgerReader } from './ledger-reader';
import type { RewardCommand, RewardResult } from './ledger-batch';
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

  /** Begins to open accounts when all have come to where they do, so that they meet there. */
  async function allAtOnce<Result>(start: () => Promise<Result>, transactions: number): Promise<Result> {
    const dataSource = service.app.get(DataSource);
    const { started } = await dataSource.transaction(async (gate) => {
      await gate.query('lock table account in share mode');
      const started = start();
      await poll(
        () =>
          dataSource.query<unknown[]>(
            `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        (waiting) => waiting.length === transactions,
      );
      return { started };
    });
    return started;
  }

  it.each([
    ['grants points', { startingBalance: 100, dailyGrant: 5, guestBalance: 100, guestDailyGrant: 5 }],
    ['grants none', { startingBalance: 0, dailyGrant: 0, guestBalance: 0, guestDailyGrant: 0 }],
  ])('never wait for each other in a circle, on a site that %s', async (_what, grants) => {
    const { id }: Site = await service.api.site(ADMIN_TOKEN, grants);
    const dataSource = service.app.get(DataSource);
    const ledger = service.app.get(RewardBatchService);
    const pages = await Promise.all(['a', 'b', 'c', 'd'].map((key) => pageOf(id, key)));
    const givers = pages.map(() => ({ id: newId(), role: 'member' as const }));
    const give = (commands: readonly RewardCommand[]) =>
      inPipeline(dataSource, async (tx) => ledger.reward(tx, commands, await ledger.lock(tx, commands)));
    /** As a group commit does: another process may have opened an account meanwhile. A deadlock is no such thing. */
    const giveUntilStored = async (commands: readonly RewardCommand[]): Promise<RewardResult[]> => {
      try {
        return await give(commands);
      } catch (error) {
        if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
        return giveUntilStored(commands);
      }
    };
    const opening = { id, startingBalance: 10_000, dailyGrant: 0, guestBalance: 0, guestDailyGrant: 0 };
    const toPage = { pageId: pages[0]!, comment: null };
    await give(givers.map((giver) => ({ site: opening, giver, to: toPage, amount: 1, isPublic: false })));
    for (let round = 0; round < 10; round += 1) {
      // Processes hold other pages and other givers' wallets, and open those of the same authors.
      const authors = Array.from({ length: 50 }, newId);
      const batches = pages.map((pageId, page) =>
        shuffled(authors).map((authorId) => ({
          site: { id, ...grants },
          giver: givers[page]!,
          to: { pageId, comment: { id: newId(), author: { id: authorId, role: 'member' as const } } },
          amount: 1,
          isPublic: false,
        })),
      );
      const results = await allAtOnce(() => Promise.all(batches.map(giveUntilStored)), pages.length);
      expect(results.flat().filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    }
    const sums = await dataSource.query<{ wallets: number; sum: string }[]>(
      `select count(*) filter (where kind = 'wallet')::int as wallets, sum(balance) as sum from account where site_id = $1`,
      [id],
    );
    expect(sums.map(({ wallets, sum }) => [wallets, Number(sum)])).toEqual([[pages.length + 10 * 50, 0]]);
    expect(await service.app.get(LedgerReader).check()).toContainEqual({
      siteId: id,
      sum: 0,
      wrongBalances: 0,
      overdrawn: 0,
    });
  });
});
