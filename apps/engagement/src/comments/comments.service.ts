import {
  type Comment,
  type CommentContext,
  type CommentList,
  type CommentPreview,
  type ReplyList,
  type Site,
} from '@afterword/contracts';
import {
  ANONYMOUS,
  DomainError,
  OPERATOR,
  type Principal,
  type ReaderIdentity,
  type ReaderPrincipal,
  type ReadyAnswer,
  readerOf,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { CountersRepository, METRIC, toCounters } from '../counters';
import { KeptAnswers, PageCache } from '../page-cache';
import { PageChanges } from '../page-changes';
import { PagesRepository } from '../pages';
import { SitesService } from '../sites';
import { previewBody, renderBody } from './comment-body';
import { CommentReader, type ThreadQuery } from './comment-reader';
import { type CommentRow, CommentsRepository } from './comments.repository';

const MINUTE_MS = 60_000;

@Injectable()
export class CommentsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
    private readonly counters: CountersRepository,
    private readonly pages: PagesRepository,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
    private readonly cache: PageCache,
    private readonly kept: KeptAnswers,
  ) {}

  /** The first comments as they are for whoever sends no token. */
  async firstComments(
    site: Site,
    pageKey: string,
    { sort, limit }: Pick<ThreadQuery, 'sort' | 'limit'>,
    url: string,
  ): Promise<ReadyAnswer> {
    const standing = await this.cache.standing(site.id, pageKey);
    const { state } = standing;
    // Inline replies go as deep as the site says, and reactions are the site's.
    const what = `comments ${sort} ${limit} ${site.limits.shownDepth} ${site.reactionKinds.join()}`;
    const list = async (): Promise<CommentList> => {
      if (!state) return { items: [], next: null, total: 0 };
      const thread = await this.reader.thread({ site, pageId: state.id, sort, limit, principal: ANONYMOUS });
      return { ...thread, total: toCounters([], state.counters).comments };
    };
    return this.kept.answer(url, { site, standings: [standing] }, () => this.cache.answer(standing, what, list));
  }

  /** A page that nothing happened on yet has an empty thread. */
  async list(site: Site, pageKey: string, query: Omit<ThreadQuery, 'site' | 'pageId'>): Promise<CommentList> {
    const page = await this.pages.find(site.id, pageKey);
    if (!page) return { items: [], next: null, total: 0 };
    const [thread, counters] = await Promise.all([
      this.reader.thread({ site, pageId: page.id, ...query }),
      this.counters.ofPage(site.id, page.id, site.reactionKinds),
    ]);
    return { ...thread, total: counters.comments };
  }

  async replies(
    row: CommentRow,
    query: { limit: number; cursor?: string | undefined; principal: Principal },
  ): Promise<ReplyList> {
    return this.reader.replies(await this.sites.get(row.siteId), row, query);
  }

  async read(row: CommentRow, principal: Principal): Promise<Comment> {
    return this.reader.one(await this.sites.get(row.siteId), row, principal);
  }

  /**
   * The comment by its id; one that no list shows any more is gone.
   * @throws DomainError `comment-not-found`, `forbidden` for a reader of another site
   */
  async find(id: string, principal: Principal): Promise<CommentRow> {
    const row = z.uuid().safeParse(id).success ? await this.comments.find(id) : null;
    if (!row?.listed) throw new DomainError('comment-not-found');
    if (principal.kind === 'reader' && principal.reader.siteId !== row.siteId) throw new DomainError('forbidden');
    return row;
  }

  /** As `find`, but a tombstone is gone too. */
  async findPublished(id: string, principal: Principal): Promise<CommentRow> {
    const row = await this.find(id, principal);
    if (row.status === 'deleted') throw new DomainError('comment-not-found');
    return row;
  }

  /** @throws DomainError `forbidden`, `edit-window-over`, `comment-not-found` */
  async edit(row: CommentRow, principal: ReaderPrincipal, body: string): Promise<Comment> {
    assertAuthor(row, principal.reader);
    const site = await this.sites.get(row.siteId);
    if (Date.now() - row.createdAt.getTime() > site.limits.editWindowMinutes * MINUTE_MS) {
      throw new DomainError('edit-window-over');
    }
    const { siteId, pageId, id } = row;
    const html = renderBody(site, body);
    const edited = await this.dataSource.transaction(async (tx) => {
      const { commentsVersion } = await this.pages.touch(tx, { siteId, pageId, counters: false, comments: true });
      return this.comments.edit(tx, { siteId, id, body, html, editedAt: new Date(), version: commentsVersion });
    });
    if (!edited) throw new DomainError('comment-not-found');
    this.changes.changed([{ siteId, pageId }]);
    return this.read(await this.find(id, principal), principal);
  }

  /** A comment where it stands, with what it replies to. */
  async context(row: CommentRow, principal: Principal): Promise<CommentContext> {
    const site = await this.sites.get(row.siteId);
    const [page, ancestors, comment] = await Promise.all([
      this.pages.findById(row.siteId, row.pageId),
      this.comments.ancestors(row).then((rows) => this.reader.bare(site, rows, principal)),
      this.reader.one(site, row, principal),
    ]);
    if (!page) throw new DomainError('comment-not-found');
    return { site: site.id, page: page.key, url: page.url, title: page.title, ancestors, comment };
  }

  /** Markdown as it would be shown. @throws DomainError `invalid-request` for what is too long for the site */
  preview(site: Site, body: string): CommentPreview {
    return { html: previewBody(site, body) };
  }

  /** Lists show pinned comments first. @throws DomainError `invalid-request` for a reply, `comment-not-found` */
  async pin(row: CommentRow, pinned: boolean): Promise<Comment> {
    if (pinned && row.parentId !== null) {
      const message = 'is for top-level comments: a reply stands where its thread puts it';
      throw new DomainError('invalid-request', { errors: [{ path: '/pinned', message }] });
    }
    const { siteId, pageId, id } = row;
    const done = await this.dataSource.transaction(async (tx) => {
      const { commentsVersion } = await this.pages.touch(tx, { siteId, pageId, counters: false, comments: true });
      return this.comments.pin(tx, { siteId, id, pinned, version: commentsVersion });
    });
    if (!done) throw new DomainError('comment-not-found');
    this.changes.changed([{ siteId, pageId }]);
    return this.read(await this.find(id, OPERATOR), OPERATOR);
  }

  /** By its author or by the operator. @throws DomainError `forbidden`, `comment-not-found` */
  async delete(row: CommentRow, principal: Principal): Promise<void> {
    if (principal.kind !== 'operator') assertAuthor(row, readerOf(principal));
    const { siteId, pageId, id } = row;
    const deleted = await this.dataSource.transaction(async (tx) => {
      const { commentsVersion } = await this.pages.touch(tx, { siteId, pageId, counters: true, comments: true });
      const done = await this.comments.delete(tx, { siteId, id, version: commentsVersion });
      if (done) await this.counters.add(tx, { siteId, targetId: pageId }, METRIC.comments, -1);
      return done;
    });
    if (!deleted) throw new DomainError('comment-not-found');
    this.changes.changed([{ siteId, pageId }]);
  }
}

function assertAuthor(row: CommentRow, reader: ReaderIdentity | null): void {
  if (row.status === 'deleted') throw new DomainError('comment-not-found');
  if (row.readerId !== reader?.id) throw new DomainError('forbidden', { detail: 'Only its author may do that.' });
}
