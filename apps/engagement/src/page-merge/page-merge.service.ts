import type { Page, Site } from '@afterword/contracts';
import { ANONYMOUS, type IdempotencyKey, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageWrites } from '../page-writes';
import { PagesService } from '../pages';
import { MergePages } from './merge-pages.writer';

export interface Merge {
  /** A key of the page that stays. */
  into: string;
  /** A key of the page that ends. */
  from: string;
  principal: Principal;
  key: IdempotencyKey | null;
}

@Injectable()
export class PageMergeService {
  constructor(
    private readonly pages: PagesService,
    private readonly writes: PageWrites,
    private readonly mergePages: MergePages,
  ) {}

  /** @throws DomainError `page-not-found` */
  async merge(site: Site, { into, from, principal, key }: Merge): Promise<Page> {
    await this.writes.run(this.mergePages, { siteId: site.id, into, from, principal, key });
    return this.pages.read(site, into, ANONYMOUS);
  }
}
