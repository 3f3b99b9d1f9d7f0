import type { Reward, Site } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CountersRepository, METRIC } from '../counters';
import { type IdempotencyKey, IdempotencyService } from '../idempotency';
import { LedgerService } from '../ledger';
import { PageChanges, PagesRepository } from '../pages';
import type { Reader } from '../readers';

@Injectable()
export class RewardsService {
  constructor(
    private readonly ledger: LedgerService,
    private readonly pages: PagesRepository,
    private readonly counters: CountersRepository,
    private readonly idempotency: IdempotencyService,
    private readonly changes: PageChanges,
  ) {}

  /** The transfer, its counters and its key are stored together, or none of them. @throws DomainError `insufficient-balance` */
  async reward(asked: {
    site: Site;
    pageKey: string;
    reader: Reader;
    amount: number;
    key: IdempotencyKey;
  }): Promise<Reward> {
    const { site, pageKey, reader, amount, key } = asked;
    const pageId = await this.pages.idOf(site.id, pageKey);
    const target = { siteId: site.id, targetId: pageId };
    const reward = await this.idempotency.run(reader, key, async (tx) => {
      await this.pages.touch(tx, { siteId: site.id, pageId, counters: true, comments: false });
      const transfer = await this.ledger.reward(tx, {
        siteId: site.id,
        readerId: reader.id,
        pageId,
        amount,
        startingBalance: site.startingBalance,
      });
      if (transfer.outcome === 'insufficient-balance') throw new DomainError('insufficient-balance');
      await this.counters.add(tx, target, METRIC.rewardsCount, 1);
      await this.counters.add(tx, target, METRIC.rewardsAmount, amount);
      const counters = await this.counters.ofPage(site.id, pageId, site.reactionKinds, tx);
      return { id: transfer.id, balance: transfer.balance, counters };
    });
    this.changes.changed();
    return reward;
  }
}
