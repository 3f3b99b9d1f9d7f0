import type { ModeratedPage, ModeratePage, PageAuthor, Site } from '@afterword/contracts';
import { DomainError, OPERATOR } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PageAuthorsRepository } from '../page-authors';
import { PageChanges } from '../page-changes';
import { PagesRepository } from './pages.repository';
import { PagesService } from './pages.service';

/** What the operator decides of a page. */
@Injectable()
export class ModerationService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly service: PagesService,
    private readonly pages: PagesRepository,
    private readonly authors: PageAuthorsRepository,
    private readonly changes: PageChanges,
  ) {}

  /** A page that nothing happened on yet is open and has no author; reading does not create it. */
  async read(site: Site, key: string): Promise<ModeratedPage> {
    const page = await this.pages.find(site.id, key);
    const authors = page ? await this.authors.of(site.id, page.id) : [];
    return { ...(await this.service.read(site, key, OPERATOR)), authors };
  }

  /** @throws DomainError `invalid-request` for an author who is no reader of the site */
  async moderate(site: Site, key: string, { closed, authors }: ModeratePage): Promise<ModeratedPage> {
    if (closed !== undefined || authors) {
      if (authors) await this.assertReaders(site.id, authors);
      const pageId = await this.pages.idOf(site.id, key, { fresh: true });
      if (closed !== undefined) await this.pages.setClosed(site.id, pageId, closed);
      if (authors) {
        await this.dataSource.transaction(async (tx) => {
          await this.pages.touch(tx, { siteId: site.id, pageId, counters: false, comments: false });
          await this.authors.replace(tx, { siteId: site.id, pageId, key }, authors);
        });
      }
      this.changes.changed([{ siteId: site.id, pageId }]);
    }
    return this.read(site, key);
  }

  private async assertReaders(siteId: string, authors: readonly PageAuthor[]): Promise<void> {
    const ids = authors.flatMap((author) => ('id' in author ? [author.id] : []));
    const unknown = new Set(await this.authors.unknown(siteId, ids));
    if (unknown.size === 0) return;
    throw new DomainError('invalid-request', {
      errors: authors.flatMap((author, index) =>
        'id' in author && unknown.has(author.id)
          ? [{ path: `/authors/${index}/id`, message: 'must be a reader of the site' }]
          : [],
      ),
    });
  }
}
