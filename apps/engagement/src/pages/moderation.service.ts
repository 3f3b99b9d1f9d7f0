import type {
  ClosePage,
  ModeratedPage,
  ModeratePage as ModeratePageRequest,
  Page,
  PageAuthor,
  Site,
} from '@afterword/contracts';
import { ANONYMOUS, DomainError, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { PageIds, PageWrites } from '../page-writes';
import { ModeratePage } from './moderate-page.writer';
import { PageAuthorsRepository } from './page-authors.repository';
import { PagesRepository } from './pages.repository';
import { PagesService } from './pages.service';

/** What the operator, the site's admins and moderators decide about a page. */
@Injectable()
export class ModerationService {
  constructor(
    private readonly service: PagesService,
    private readonly pages: PagesRepository,
    private readonly authors: PageAuthorsRepository,
    private readonly ids: PageIds,
    private readonly writes: PageWrites,
    private readonly moderatePage: ModeratePage,
  ) {}

  /** A page that does not exist yet is open, and may have authors; reading does not create it. */
  async read(site: Site, key: string): Promise<ModeratedPage> {
    const page = await this.pages.find(site.id, key);
    const authors = await (page ? this.authors.of(site.id, page.id) : this.authors.ofKey(site.id, key));
    const { mode = null, slowSeconds = null } = page ?? {};
    return { ...(await this.service.read(site, key, ANONYMOUS)), authors, mode, slowSeconds };
  }

  /**
   * Whoever is not the operator gives a page an address on one of the site's origins only: short links and mails lead there.
   * @throws DomainError `invalid-request` for an author who is no reader of the site, `url-not-allowed`
   */
  async moderate(
    site: Site,
    key: string,
    { closed, authors, mode, slowSeconds, url, title }: ModeratePageRequest,
    principal: Principal,
  ): Promise<ModeratedPage> {
    if (url !== undefined && principal.kind !== 'operator' && !site.origins.includes(new URL(url).origin))
      throw new DomainError('url-not-allowed');
    if ([closed, authors, mode, slowSeconds, url, title].some((field) => field !== undefined)) {
      if (authors) await this.assertReaders(site.id, authors);
      const command = {
        siteId: site.id,
        principal,
        key: null,
        closed,
        authors,
        mode,
        slowSeconds,
        ...{ url: url ?? null, title: title ?? null },
      };
      await this.ids.change({ site, key, principal }, (page) =>
        this.writes.run(this.moderatePage, { ...command, ...page }),
      );
    }
    return this.read(site, key);
  }

  /** Closing what is closed changes its reason. */
  async close(site: Site, key: string, { closed, reason }: ClosePage, principal: Principal): Promise<Page> {
    const command = { siteId: site.id, principal, key: null, closed, reason: reason ?? null };
    await this.ids.change({ site, key, principal }, (page) =>
      this.writes.run(this.moderatePage, {
        ...{ authors: undefined, mode: undefined, slowSeconds: undefined, url: null, title: null },
        ...command,
        ...page,
      }),
    );
    return this.service.read(site, key, principal);
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
