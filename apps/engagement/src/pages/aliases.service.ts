import { LIMITS, type PageAlias, type Site } from '@afterword/contracts';
import { DomainError, type IdempotencyKey, IdempotencyService, operatorOwner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageChanges } from '../page-changes';
import type { PageEntity } from './page.entity';
import { PagesRepository } from './pages.repository';

/** Other keys of a page: where it was before it moved, or how else its publisher names it. */
@Injectable()
export class AliasesService {
  constructor(
    private readonly pages: PagesRepository,
    private readonly idempotency: IdempotencyService,
    private readonly changes: PageChanges,
  ) {}

  /** @throws DomainError `page-not-found` */
  async list(site: Site, key: string): Promise<PageAlias[]> {
    const page = await this.existing(site, key);
    const keys = await this.pages.keysOf(site.id, page.id);
    return keys.filter((other) => other !== page.key).map((other) => ({ key: other }));
  }

  /**
   * Adding an alias that is there changes nothing but the page's versions: content may know the page by the alias only.
   * @throws DomainError `page-key-taken` when the key leads to another page (merge them instead), `too-many-aliases`
   */
  async add(site: Site, key: string, alias: string, idempotencyKey: IdempotencyKey | null): Promise<PageAlias> {
    const pageId = await this.pages.idOf(site.id, key, { fresh: true });
    const added = await this.idempotency.run(operatorOwner(site.id), idempotencyKey, async (tx) => {
      await this.pages.touch(tx, { siteId: site.id, pageId, counters: true, comments: true });
      const keys = await this.pages.keysOf(site.id, pageId, tx);
      if (!keys.includes(alias) && keys.length > LIMITS.pageAliases) throw new DomainError('too-many-aliases');
      if ((await this.pages.addKey(tx, site.id, pageId, alias)) !== pageId) throw new DomainError('page-key-taken');
      return { key: alias };
    });
    this.changes.changed([
      { siteId: site.id, pageId },
      { siteId: site.id, key: alias },
    ]);
    return added;
  }

  /** @throws DomainError `page-not-found`, `alias-not-found` */
  async remove(site: Site, key: string, alias: string): Promise<void> {
    const page = await this.existing(site, key);
    if (!(await this.pages.removeKey(site.id, page.id, alias))) throw new DomainError('alias-not-found');
    this.changes.changed([{ siteId: site.id, key: alias }]);
  }

  private async existing(site: Site, key: string): Promise<PageEntity> {
    const page = await this.pages.find(site.id, key);
    if (!page) throw new DomainError('page-not-found');
    return page;
  }
}
