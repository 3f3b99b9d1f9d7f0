import { type Page, type Site, zeroCounters } from '@afterword/contracts';
import { DomainError, type Principal, readerOf, type ReadyAnswer, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CountersRepository, toCounters } from '../counters';
import { PageCache, ResponseCache } from '../page-cache';
import { PageIds, PageWrites } from '../page-writes';
import { MutedCounts, withMuted } from '../reader-restriction';
import { DescribePage, type PageDescription } from './describe-page.writer';
import { PageAuthorsRepository } from './page-authors.repository';
import { PagesRepository } from './pages.repository';

export type { PageDescription };

@Injectable()
export class PagesService {
  constructor(
    private readonly pages: PagesRepository,
    private readonly counters: CountersRepository,
    private readonly cache: PageCache,
    private readonly responses: ResponseCache,
    private readonly ids: PageIds,
    private readonly writes: PageWrites,
    private readonly describePage: DescribePage,
    private readonly muted: MutedCounts,
    private readonly authors: PageAuthorsRepository,
  ) {}

  /** The page for a caller without a token. */
  async ready(site: Site, key: string, url: string): Promise<ReadyAnswer> {
    const cached = await this.cache.page(site.id, key);
    const { stored } = cached;
    const page = (): Page => ({
      site: site.id,
      page: stored?.key ?? key,
      url: stored?.url ?? null,
      title: stored?.title ?? null,
      closed: stored?.closed ?? false,
      ...closureOf(stored),
      authorIds: stored?.authorIds ?? [],
      version: stored ? stored.countersVersion + stored.commentsVersion : 0,
      counters: toCounters(site.reactionKinds, stored?.counters ?? []),
      viewer: null,
      ...lookOf(site),
    });
    return this.responses.getOrMake(url, { site, pages: [cached] }, () => readyJson(page()));
  }

  /** A page that nothing happened on yet is zeros; reading does not create it. */
  async read(site: Site, key: string, principal: Principal): Promise<Page> {
    const reader = readerOf(principal);
    const page = await this.pages.find(site.id, key);
    const viewer = reader && { siteId: site.id, pageId: page?.id ?? '', readerId: reader.id };
    const nothing = { reactions: [], rewarded: 0 };
    const [counters, mutedOf, authorIds] = await Promise.all([
      this.counters.ofKeys(site.id, [key], site.reactionKinds),
      this.muted.of(principal, site.id, [key]),
      page ? this.authors.readersOf(site.id, page.id) : [],
    ]);
    const muted = mutedOf.get(key) ?? 0;
    return {
      site: site.id,
      page: page?.key ?? key,
      url: page?.url ?? null,
      title: page?.title ?? null,
      closed: page ? page.closed || page.articleUnpublished : false,
      ...closureOf(page),
      authorIds,
      // To a muted reader it grows with their comments, as with everybody's.
      version: (page ? page.countersVersion + page.commentsVersion : 0) + 2 * muted,
      counters: withMuted(counters.get(key) ?? zeroCounters(site.reactionKinds), muted),
      viewer: viewer && (page ? await this.pages.viewer(viewer) : nothing),
      ...lookOf(site),
    };
  }

  /**
   * A reader may say once where a page is, on one of the site's origins, and only its key's own address where that is a URL; the site's
   * staff on the site's origins and the operator may always.
   * @throws DomainError `url-not-allowed`, `page-described`
   */
  async describe(site: Site, key: string, description: PageDescription, principal: Principal): Promise<void> {
    const { url } = description;
    if (principal.kind === 'reader' && url !== undefined && !site.origins.includes(new URL(url).origin)) {
      throw new DomainError('url-not-allowed');
    }
    await this.ids.change({ site, key, principal }, (page) =>
      this.writes.run(this.describePage, {
        siteId: site.id,
        ...page,
        principal,
        key: null,
        askedKey: key,
        description,
      }),
    );
  }
}

const lookOf = ({ look }: Site) => (Object.keys(look).length > 0 ? { look } : {});

/** What readers of a closed page are told. Whoever unpublishes an article gives no reason. */
const closureOf = (
  page: { closed: boolean; articleUnpublished?: boolean; closedAt: Date | null; closedReason: string | null } | null,
) =>
  page && (page.closed || page.articleUnpublished)
    ? { closure: { at: page.closedAt && new Date(page.closedAt).toISOString(), reason: page.closedReason } }
    : {};
