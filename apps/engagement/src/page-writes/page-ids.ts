import type { Site } from '@afterword/contracts';
import { DomainError, newId, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import { PageChanges } from '../page-cache';
import { PageGoneError } from './page-gone.error';
import type { PageModeration, PageTarget } from './page-writer';
import { PAGE_OF_KEY } from './page-writes.sql';

/** How long another process's change of a page's keys or moderation, or a deleted site, may go unseen. Milliseconds. */
const ID_TTL_MS = 2_000;

const SITE_OF_PAGE = 'page_site_id_fkey';

const NOT_ANNOUNCED =
  'Readers cannot create pages on this site. Check the key, publish the article, or let the operator describe the page.';

interface PageName {
  siteId: string;
  key: string;
}

/** Who asks for which page. */
interface AskedPage {
  site: Pick<Site, 'id' | 'pages'>;
  key: string;
  principal: Principal;
}

/**
 * Pages by their keys, for writers. A page comes into being with the first write that stores something: until then its key has an id
 * that is no page's yet.
 */
@Injectable()
export class PageIds {
  /** Concurrent callers share one lookup, and the id of a page that is to come. */
  private readonly ids = new LRUCache<string, PageTarget, PageName>({
    max: 10_000,
    ttl: ID_TTL_MS,
    fetchMethod: (_key, _stale, { context }) => this.find(context),
    // A lookup that was overtaken by a change still answers its callers, and is not cached.
    ignoreFetchAbort: true,
  });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    changes: PageChanges,
  ) {
    changes.listen({
      changed: (changed) => {
        for (const { siteId, key } of changed) if (key !== undefined) this.ids.delete(nameOf({ siteId, key }));
      },
      missed: () => this.ids.clear(),
    });
  }

  /** Whether a page has the key. */
  async exists(siteId: string, key: string): Promise<boolean> {
    return (await this.of(siteId, key)).newKey === null;
  }

  /** How the page of a key is moderated; null as its site says. */
  async moderationOf(siteId: string, key: string): Promise<PageModeration | null> {
    return (await this.of(siteId, key)).moderation;
  }

  /**
   * Changes the page that a key leads to, or one that comes into being with the change. Where the page is gone when its row is locked,
   * since it was merged into another one, or another process has created it first, the change is made to the page that is there. So it is
   * where a writer finds that the page is moderated otherwise than it was told (`PageGoneError`).
   * @throws DomainError `page-not-found` for a reader where the site has only the pages that were announced, `site-not-found`
   */
  async change<Result>(
    { site, key, principal }: AskedPage,
    change: (page: PageTarget) => Promise<Result>,
  ): Promise<Result> {
    const { id: siteId, pages } = site;
    if (pages === 'announced' && principal.kind === 'reader' && !(await this.exists(siteId, key))) {
      throw new DomainError('page-not-found', { detail: NOT_ANNOUNCED });
    }
    try {
      try {
        return await change(await this.of(siteId, key));
      } catch (error) {
        if (!(error instanceof PageGoneError)) throw error;
        this.ids.delete(nameOf({ siteId, key }));
        return await change(await this.of(siteId, key));
      }
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== SITE_OF_PAGE) throw error;
      throw new DomainError('site-not-found', { cause: error });
    }
  }

  private async of(siteId: string, key: string): Promise<PageTarget> {
    const name = nameOf({ siteId, key });
    return this.ids.get(name) ?? this.ids.forceFetch(name, { context: { siteId, key } });
  }

  private async find({ siteId, key }: PageName): Promise<PageTarget> {
    const [page] = await rowsOf<PageModeration & { id: string }>(this.dataSource, PAGE_OF_KEY, [siteId, key]);
    if (!page) return { pageId: newId(), newKey: key, moderation: null };
    const { id: pageId, mode, slowSeconds } = page;
    const moderation = mode === null && slowSeconds === null ? null : { mode, slowSeconds };
    return { pageId, newKey: null, moderation };
  }
}

const nameOf = ({ siteId, key }: PageName) => `${siteId}/${key}`;
