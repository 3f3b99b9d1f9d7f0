import type { ArticleState, Site } from '@afterword/contracts';
import { DomainError, type Principal } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { PageMergeService } from '../page-merge';
import { AliasesService, PagesRepository } from '../pages';

/** Who asks where content's announcements are applied. */
export const CONTENT: Principal = { kind: 'service', name: 'content' };

/** Makes the keys that an article announces lead to its page: an article whose slug changes keeps what readers did. */
@Injectable()
export class ArticleKeysService {
  private readonly logger = new Logger('Articles');

  constructor(
    private readonly pages: PagesRepository,
    private readonly aliases: AliasesService,
    private readonly merges: PageMergeService,
  ) {}

  /** Keys are added, none is taken away: those that the operator gave stay. Again changes nothing. */
  async lead(site: Site, { page: key, aliases }: ArticleState): Promise<void> {
    if (aliases.length === 0) return;
    const page = await this.pages.find(site.id, key);
    const known = new Set(page ? await this.pages.keysOf(site.id, page.id) : []);
    for (const alias of aliases) if (!known.has(alias)) await this.add(site, key, alias);
  }

  private async add(site: Site, key: string, alias: string): Promise<void> {
    try {
      await this.aliases.add(site, key, { alias, principal: CONTENT });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'page-key-taken') await this.takeOver(site, key, alias);
      else if (error.code === 'too-many-aliases') this.logger.warn(`${site.id}/${key} cannot have the alias ${alias}`);
      else throw error;
    }
  }

  /**
   * Readers may have been faster than the announcement and made a page of the alias: it is the same article, so the pages
   * become one. A page that another article had is left to the operator.
   */
  private async takeOver(site: Site, key: string, alias: string): Promise<void> {
    const other = await this.pages.find(site.id, alias);
    if (other?.articleVersion === 0) {
      await this.merges.merge(site, { into: key, from: alias, principal: CONTENT, key: null });
    } else {
      this.logger.warn(`${site.id}/${alias} is the page of another article; merge it with ${key} if they are one`);
    }
  }
}
