import type { Page, Site } from '@afterword/contracts';
import { DomainError, type IdempotencyKey, IdempotencyService, operatorOwner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger';
import { type PageChange, PageChanges } from '../page-changes';
import { PagesRepository, PagesService } from '../pages';
import { PageMergeRepository } from './page-merge.repository';

export interface Merge {
  /** A key of the page that stays. */
  into: string;
  /** A key of the page that ends. */
  from: string;
  key: IdempotencyKey | null;
}

@Injectable()
export class PageMergeService {
  constructor(
    private readonly pages: PagesService,
    private readonly pageKeys: PagesRepository,
    private readonly merges: PageMergeRepository,
    private readonly ledger: LedgerService,
    private readonly idempotency: IdempotencyService,
    private readonly changes: PageChanges,
  ) {}

  /**
   * Moves every comment, reaction, share and reward of the page `from` to the page `into`, each counted once, and lets the
   * keys of `from` lead there. Merging what is one page already changes nothing.
   * @throws DomainError `page-not-found`
   */
  async merge(site: Site, { into, from, key }: Merge): Promise<Page> {
    const changed: PageChange[] = [];
    await this.idempotency.run(operatorOwner(site.id), key, async (tx) => {
      const found = await this.merges.lock(tx, site.id, [into, from]);
      const stays = found.find(({ keys }) => keys.includes(into));
      const ends = found.find(({ keys }) => keys.includes(from));
      if (!stays || !ends)
        throw new DomainError('page-not-found', { detail: `No page has the key ${stays ? from : into}.` });
      if (stays.id === ends.id) return null;
      changed.push({ siteId: site.id, pageId: stays.id }, { siteId: site.id, pageId: ends.id });
      await this.ledger.mergePages(tx, { siteId: site.id, into: stays.id, from: ends.id });
      await this.merges.merge(tx, { siteId: site.id, stays: stays.id, ends: ends.id });
      return null;
    });
    this.pageKeys.forget(site.id, from);
    this.changes.changed(changed);
    return this.pages.read(site, into, null);
  }
}
