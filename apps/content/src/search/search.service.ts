import type { SearchList, SearchQuery } from '@afterword/contracts';
import { CONFIG, pageOf, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { versionPath } from '../articles';
import { searchable, termsOf } from './indexable';
import { readSearchCursor, searchCursor } from './search-cursor';
import { type FoundVersion, SearchRepository } from './search.repository';
import { segments } from './snippet';

@Injectable()
export class SearchService {
  constructor(
    private readonly repository: SearchRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** Best matches first. @throws DomainError `invalid-request` */
  async search({ q, cursor, limit }: SearchQuery): Promise<SearchList> {
    const rows = await this.repository.search(searchable(q), readSearchCursor(cursor), limit + 1);
    const { items, next } = pageOf(rows, limit, searchCursor);
    const terms = termsOf(q);
    return { items: items.map((found) => this.toItem(found, terms)), next };
  }

  private toItem(found: FoundVersion, terms: readonly string[]): SearchList['items'][number] {
    const { slug, language, author, publishedAt, title, body, titleHeadline, bodyHeadline } = found;
    return {
      slug,
      language,
      url: this.config.contentUrl + versionPath({ slug }, found),
      author,
      publishedAt: publishedAt.toISOString(),
      title: segments(titleHeadline, title, terms, { whole: true }),
      excerpt: segments(bodyHeadline, body, terms, { whole: false }),
    };
  }
}
