import type { ArticleStatus } from '@afterword/contracts';
import { rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ADDRESS_STATE, CURRENT_SLUG, SLUG_OWNERS, VERSION_POSITION } from './article-addresses.sql';
import type { PageVersions } from './if-match';

/** What is at an address. */
export interface AddressState extends PageVersions {
  status: ArticleStatus;
}

/** Finds what a slug leads to, without reading the article. */
@Injectable()
export class ArticleAddressesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The ids of the articles that slugs or aliases belong to. */
  owners(tx: Transaction, slugs: readonly string[]): Promise<{ slug: string; id: string }[]> {
    return rowsOf<{ slug: string; id: string }>(tx, SLUG_OWNERS, [slugs]);
  }

  /** The id of the article that the first of some slugs belongs to, of those that belong to any. */
  async ownerOf(tx: Transaction, slugs: readonly string[]): Promise<string | null> {
    const owners = new Map((await this.owners(tx, slugs)).map(({ slug, id }) => [slug, id]));
    return slugs.map((slug) => owners.get(slug)).find((id) => id !== undefined) ?? null;
  }

  /** The present slug of the published article with this alias; null where there is none. */
  async currentSlug(alias: string): Promise<string | null> {
    const [row] = await rowsOf<{ slug: string }>(this.dataSource, CURRENT_SLUG, [alias]);
    return row?.slug ?? null;
  }

  async stateOf(slug: string): Promise<AddressState | null> {
    const [state] = await rowsOf<AddressState>(this.dataSource, ADDRESS_STATE, [slug]);
    return state ?? null;
  }

  /** The position of the version with this language, or of the `original`; 0 where there is none. */
  async versionPosition(slug: string, asked: string): Promise<number> {
    const [row] = await rowsOf<{ position: number }>(this.dataSource, VERSION_POSITION, [slug, asked]);
    return row?.position ?? 0;
  }
}
