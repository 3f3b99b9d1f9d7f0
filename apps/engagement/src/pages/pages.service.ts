import { type Page, type Site, zeroCounters } from '@afterword/contracts';
import { DomainError, type Principal, type ReadyAnswer, readerOf, readyJson } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CountersRepository, toCounters } from '../counters';
import { KeptAnswers, PageCache } from '../page-cache';
import { PageChanges } from '../page-changes';
import { PagesRepository } from './pages.repository';

export interface PageDescription {
  url?: string | undefined;
  title?: string | undefined;
}

@Injectable()
export class PagesService {
  constructor(
    private readonly pages: PagesRepository,
    private readonly counters: CountersRepository,
    private readonly changes: PageChanges,
    private readonly cache: PageCache,
    private readonly kept: KeptAnswers,
  ) {}

  /** The page as it is for whoever sends no token. */
  async ready(site: Site, key: string, url: string): Promise<ReadyAnswer> {
    const standing = await this.cache.standing(site.id, key);
    const { state } = standing;
    const page = (): Page => ({
      site: site.id,
      page: state?.key ?? key,
      url: state?.url ?? null,
      title: state?.title ?? null,
      closed: state?.closed ?? false,
      version: state ? state.countersVersion + state.commentsVersion : 0,
      counters: toCounters(site.reactionKinds, state?.counters ?? []),
      viewer: null,
    });
    return this.kept.answer(url, { site, standings: [standing] }, () => readyJson(page()));
  }

  /** A page that nothing happened on yet is zeros; reading does not create it. */
  async read(site: Site, key: string, principal: Principal): Promise<Page> {
    const reader = readerOf(principal);
    const page = await this.pages.find(site.id, key);
    const viewer = reader && { siteId: site.id, pageId: page?.id ?? '', readerId: reader.id };
    const nothing = { reactions: [], rewarded: 0 };
    const counters = await this.counters.ofKeys(site.id, [key], site.reactionKinds);
    return {
      site: site.id,
      page: page?.key ?? key,
      url: page?.url ?? null,
      title: page?.title ?? null,
      closed: page ? page.closed || page.articleUnpublished : false,
      version: page ? page.countersVersion + page.commentsVersion : 0,
      counters: counters.get(key) ?? zeroCounters(site.reactionKinds),
      viewer: viewer && (page ? await this.pages.viewer(viewer) : nothing),
    };
  }

  /**
   * A reader may say once where a page is, on one of the site's origins; the operator may always.
   * @throws DomainError `url-not-allowed`, `page-described`
   */
  async describe(site: Site, key: string, description: PageDescription, principal: Principal): Promise<void> {
    const { url } = description;
    const onlyOnce = principal.kind !== 'operator';
    if (onlyOnce && url !== undefined && !site.origins.includes(new URL(url).origin)) {
      throw new DomainError('url-not-allowed');
    }
    const pageId = await this.pages.idOf(site.id, key, { fresh: true });
    const done = await this.pages.describe({ siteId: site.id, pageId }, { ...description, onlyOnce });
    if (done) return this.changes.changed([{ siteId: site.id, pageId }]);
    // Content's announcement and a reader's widget often say the same at the same time.
    const page = await this.pages.find(site.id, key);
    const { title = page?.title } = description;
    if (page?.url !== (url ?? page?.url) || page?.title !== title) throw new DomainError('page-described');
  }
}
