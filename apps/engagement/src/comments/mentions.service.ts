import { type Author, LIMITS, type MentionList, type MentionQuery, type Site } from '@afterword/contracts';
import { DomainError, execute, type ReaderIdentity, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Avatars } from '../avatars';
import { PageAuthorsRepository, PagesRepository } from '../pages';
import { mentionedIn, withNames } from './mention-syntax';
import { ADD_MENTIONS, DROP_MENTIONS, PEOPLE_OF_PAGE } from './mentions.sql';

/** A comment's text with the names of those whom it mentions. */
export interface MentioningText {
  body: string;
  html: string;
  /** The readers whom it mentions. */
  mentioned: string[];
}

interface Wanted {
  only?: readonly string[];
  except?: string;
  /** How a word of the name begins. */
  beginning?: string;
  limit: number;
}

/** Who can be mentioned on a page, and who is mentioned in a comment. */
@Injectable()
export class MentionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly pages: PagesRepository,
    private readonly authors: PageAuthorsRepository,
    private readonly avatars: Avatars,
  ) {}

  /** People to pick from; nobody on a page that nothing happened on yet. */
  async list(site: Site, pageKey: string, { q, limit }: MentionQuery, asking: ReaderIdentity): Promise<MentionList> {
    const page = await this.pages.find(site.id, pageKey);
    if (!page) return { items: [] };
    const people = await this.people(site.id, page.id, { except: asking.id, beginning: q, limit });
    return { items: people.map((stored) => this.avatars.toAuthor(stored, site)) };
  }

  /**
   * A text as it is stored. Costs nothing where nobody is mentioned.
   * @throws DomainError `invalid-request` for more than `LIMITS.mentionsInComment` people
   */
  async resolve(siteId: string, pageId: string, text: { body: string; html: string }): Promise<MentioningText> {
    const named = mentionedIn(text.html);
    if (named.length === 0) return { ...text, mentioned: [] };
    const { mentionsInComment: limit } = LIMITS;
    if (named.length > limit) {
      const message = `must not mention more than ${limit} people`;
      throw new DomainError('invalid-request', { errors: [{ path: '/body', message }] });
    }
    const people = await this.people(siteId, pageId, { only: named, limit });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return { ...withNames(text, names), mentioned: [...names.keys()] };
  }

  async add(tx: SqlTransaction, mentions: readonly Mention[]): Promise<void> {
    await execute(tx, ADD_MENTIONS, [
      mentions.map(({ siteId }) => siteId),
      mentions.map(({ commentId }) => commentId),
      mentions.map(({ readerId }) => readerId),
    ]);
  }

  /** They are all that a comment mentions from then on. */
  async replace(
    tx: SqlTransaction,
    { siteId, commentId, mentioned }: { siteId: string; commentId: string; mentioned: readonly string[] },
  ): Promise<void> {
    await execute(tx, DROP_MENTIONS, [siteId, commentId, [...mentioned]]);
    await this.add(
      tx,
      mentioned.map((readerId) => ({ siteId, commentId, readerId })),
    );
  }

  private async people(
    siteId: string,
    pageId: string,
    { only, except, beginning = '', limit }: Wanted,
  ): Promise<Author[]> {
    const authors = await this.authors.readersOf(siteId, pageId);
    return rowsOf<Author>(this.dataSource, PEOPLE_OF_PAGE, [
      ...[siteId, pageId, LIMITS.mentionableComments, authors, only ?? null, except ?? null],
      ...[beginning.trim().toLowerCase(), limit],
    ]);
  }
}

export interface Mention {
  siteId: string;
  commentId: string;
  readerId: string;
}
