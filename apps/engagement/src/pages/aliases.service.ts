import type { PageAlias, Site } from '@afterword/contracts';
import { DomainError, type IdempotencyKey, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageIds, PageWrites } from '../page-writes';
import { AddAlias, RemoveAlias } from './aliases.writers';
import type { PageEntity } from './page.entity';
import { PagesRepository } from './pages.repository';

/** Other keys of a page: where it was before it moved, or how else its publisher names it. */
@Injectable()
export class AliasesService {
  constructor(
    private readonly pages: PagesRepository,
    private readonly ids: PageIds,
    private readonly writes: PageWrites,
    private readonly addAlias: AddAlias,
    private readonly removeAlias: RemoveAlias,
  ) {}

  /** @throws DomainError `page-not-found` */
  async list(site: Site, key: string): Promise<PageAlias[]> {
    const page = await this.existing(site, key);
    const keys = await this.pages.keysOf(site.id, page.id);
    return keys.filter((other) => other !== page.key).map((other) => ({ key: other }));
  }

  /** @throws DomainError `page-key-taken` when the key leads to another page (merge them instead), `too-many-aliases` */
  async add(
    site: Site,
    key: string,
    {
      alias,
      principal,
      idempotencyKey = null,
    }: { alias: string; principal: Principal; idempotencyKey?: IdempotencyKey | null },
  ): Promise<PageAlias> {
    return this.ids.change({ site, key, principal }, (page) =>
      this.writes.run(this.addAlias, { siteId: site.id, ...page, principal, key: idempotencyKey, alias }),
    );
  }

  /** @throws DomainError `page-not-found`, `alias-not-found` */
  async remove(site: Site, key: string, { alias, principal }: { alias: string; principal: Principal }): Promise<void> {
    const { id: pageId } = await this.existing(site, key);
    await this.writes.run(this.removeAlias, { siteId: site.id, pageId, principal, key: null, alias });
  }

  private async existing(site: Site, key: string): Promise<PageEntity> {
    const page = await this.pages.find(site.id, key);
    if (!page) throw new DomainError('page-not-found');
    return page;
  }
}
