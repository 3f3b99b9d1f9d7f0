import { LIMITS, normalisePageKey, type PageAlias, type Site } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { PageEntity } from './page.entity';
import { PagesRepository } from './pages.repository';

/** Other keys of a page: where it was before it moved, or how else its publisher names it. */
@Injectable()
export class AliasesService {
  constructor(private readonly pages: PagesRepository) {}

  /** @throws DomainError `page-not-found` */
  async list(site: Site, key: string): Promise<PageAlias[]> {
    const page = await this.existing(site, key);
    const keys = await this.pages.keysOf(site.id, page.id);
    return keys.filter((other) => other !== page.key).map((other) => ({ key: other }));
  }

  /**
   * Adding an alias that is there changes nothing.
   * @throws DomainError `page-key-taken` when the key leads to another page (merge them instead), `too-many-aliases`
   */
  async add(site: Site, key: string, alias: string): Promise<PageAlias> {
    const pageId = await this.pages.idOf(site.id, key, { fresh: true });
    const keys = await this.pages.keysOf(site.id, pageId);
    const normal = normalisePageKey(alias);
    if (!keys.includes(normal) && keys.length > LIMITS.pageAliases) throw new DomainError('too-many-aliases');
    if ((await this.pages.addKey(site.id, pageId, normal)) !== pageId) throw new DomainError('page-key-taken');
    return { key: normal };
  }

  /** @throws DomainError `page-not-found`, `alias-not-found` */
  async remove(site: Site, key: string, alias: string): Promise<void> {
    const page = await this.existing(site, key);
    if (!(await this.pages.removeKey(site.id, page.id, alias))) throw new DomainError('alias-not-found');
  }

  private async existing(site: Site, key: string): Promise<PageEntity> {
    const page = await this.pages.find(site.id, key);
    if (!page) throw new DomainError('page-not-found');
    return page;
  }
}
