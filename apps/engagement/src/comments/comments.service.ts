import {
  type Comment,
  type CommentContext,
  type CommentList,
  type CommentPreview,
  type HighlightComment,
  type ModerateComment,
  type ReplyList,
  type Site,
} from '@afterword/contracts';
import {
  ANONYMOUS,
  DomainError,
  type Principal,
  type ReaderIdentity,
  readerOf,
  type ReaderPrincipal,
  type ReadyAnswer,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CountersRepository, toCounters } from '../counters';
import { PageCache, ResponseCache } from '../page-cache';
import { PageGoneError, PageWrites } from '../page-writes';
import { listEventId, PagesRepository } from '../pages';
import { MutedCounts, withMuted } from '../reader-restriction';
import { RestoredBackups } from '../restored-backups';
import { SitesService } from '../sites';
import { ModerationPipeline } from '../moderation';
import { accept } from './accept';
import { ChangeCommentStatus } from './change-comment-status.writer';
import { previewBody, renderBody } from './comment-body';
import { ancestorCursor, readAncestorCursor } from './comment-cursor';
import { HELD, isMutedOf, publicStatus } from './comment-status';
import { CommentReader, type ThreadQuery } from './comment-reader';
import { type CommentRow, CommentsRepository } from './comments.repository';
import { EditComment } from './edit-comment.writer';
import { FeatureComment } from './feature-comment.writer';
import { mentionedIn } from './mention-syntax';
import { MentionsService } from './mentions.service';
import { PinComment } from './pin-comment.writer';

const MINUTE_MS = 60_000;

@Injectable()
export class CommentsService {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
    private readonly counters: CountersRepository,
    private readonly pages: PagesRepository,
    private readonly sites: SitesService,
    private readonly cache: PageCache,
    private readonly responses: ResponseCache,
    private readonly writes: PageWrites,
    private readonly changeStatus: ChangeCommentStatus,
    private readonly editComment: EditComment,
    private readonly pinComment: PinComment,
    private readonly featureComment: FeatureComment,
    private readonly moderation: ModerationPipeline,
    private readonly muted: MutedCounts,
    private readonly mentions: MentionsService,
    private readonly restored: RestoredBackups,
  ) {}

  /** The first comments for a caller without a token. */
  async firstComments(
    site: Site,
    pageKey: string,
    { sort, limit }: Pick<ThreadQuery, 'sort' | 'limit'>,
    url: string,
  ): Promise<ReadyAnswer> {
    const cached = await this.cache.page(site.id, pageKey);
    const { stored } = cached;
    // Inline replies go as deep as the site says, and reactions are the site's.
    const what = `comments ${sort} ${limit} ${site.limits.shownDepth} ${site.reactionKinds.join()}`;
    const list = async (): Promise<CommentList> => {
      // Of the page as it was before its comments are read: what comes in between is told again.
      const lastEventId = listEventId(stored, await this.restored.epoch());
      if (!stored) return { items: [], next: null, total: 0, lastEventId };
      const thread = await this.reader.thread({
        ...{ site, pageId: stored.id, featured: stored.featured },
        ...{ sort, limit, principal: ANONYMOUS },
      });
      return { ...thread, total: toCounters([], stored.counters).comments, lastEventId };
    };
    return this.responses.getOrMake(url, { site, pages: [cached] }, () => this.cache.response(cached, what, list));
  }

  /** A page that nothing happened on yet has an empty thread. */
  async list(
    site: Site,
    pageKey: string,
    query: Omit<ThreadQuery, 'site' | 'pageId' | 'featured'>,
  ): Promise<CommentList> {
    const page = await this.pages.find(site.id, pageKey);
    const lastEventId = listEventId(page, await this.restored.epoch());
    if (!page) return { items: [], next: null, total: 0, lastEventId };
    const [thread, counters, muted] = await Promise.all([
      this.reader.thread({ site, pageId: page.id, featured: page.featured, ...query }),
      this.counters.ofPage(site.id, page.id, site.reactionKinds),
      this.muted.of(query.principal, site.id, [page.key]),
    ]);
    return { ...thread, total: withMuted(counters, muted.get(page.key)).comments, lastEventId };
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
   * The comment by its id. One that no list shows is gone, but for the author of a held one.
   * @throws DomainError `comment-not-found`, `forbidden` for a reader of another site
   */
  async find(id: string, principal: Principal): Promise<CommentRow> {
    const row = z.uuid().safeParse(id).success ? await this.comments.find(id) : null;
    if (!row || !(row.listed || (await this.isShownTo(row, principal)))) throw new DomainError('comment-not-found');
    if (principal.kind === 'reader' && principal.reader.siteId !== row.siteId) throw new DomainError('forbidden');
    return row;
  }

  /** Whether a reader sees a comment that no list shows: their own, or one above a comment that only they see. */
  private async isShownTo(row: CommentRow, principal: Principal): Promise<boolean> {
    if (principal.kind !== 'reader') return false;
    const { reader, wasMuted } = principal;
    if (row.readerId === reader.id && (HELD.has(row.status) || row.status === 'muted')) return true;
    return wasMuted && (await this.reader.isAboveMuted(row, principal));
  }

  /** As `find`, but a tombstone is gone too. */
  async findPublished(id: string, principal: Principal): Promise<CommentRow> {
    const row = await this.find(id, principal);
    const isAuthor = row.readerId === readerOf(principal)?.id;
    if (publicStatus(row.status, isAuthor) !== 'published') throw new DomainError('comment-not-found');
    return row;
  }

  /** @throws DomainError `forbidden`, `edit-window-over`, `page-closed`, `comment-refused`, `comment-not-found` */
  async edit(row: CommentRow, principal: ReaderPrincipal, body: string): Promise<Comment> {
    assertAuthor(row, principal.reader);
    if (row.status === 'rejected' || row.status === 'spam') throw new DomainError('comment-not-found');
    const site = await this.sites.get(row.siteId);
    if (Date.now() - row.createdAt.getTime() > site.limits.editWindowMinutes * MINUTE_MS) {
      throw new DomainError('edit-window-over');
    }
    try {
      await this.judgeAndEdit(site, row, { principal, body });
    } catch (error) {
      if (!(error instanceof PageGoneError)) throw error;
      // The page was merged into another one while the text was judged, or is moderated in another way since.
      await this.judgeAndEdit(site, await this.find(row.id, principal), { principal, body });
    }
    return this.read(await this.find(row.id, principal), principal);
  }

  private async judgeAndEdit(
    site: Site,
    row: CommentRow,
    { principal, body: written }: { principal: ReaderPrincipal; body: string },
  ): Promise<void> {
    const text = { body: written, html: renderBody(site, written) };
    const { body, html, mentioned: named } = await this.mentions.resolve(row.siteId, row.pageId, text);
    const mentioned = named.length > 0 || mentionedIn(row.html ?? '').length > 0 ? named : null;
    const page = await this.pages.findById(row.siteId, row.pageId);
    const mode = page?.mode ?? null;
    const draft = {
      ...{ site, pageKey: page?.key ?? null, pageMode: mode, reader: principal.reader },
      ...{ body, html, isReply: row.parentId !== null },
    };
    const { held } = await accept(this.moderation, draft);
    const command = { ...commandOn(row, principal), principal, body, html, mentioned, mode, held };
    await this.writes.run(this.editComment, command);
  }

  /**
   * A comment where it stands, with what it replies to: the nearest comments, or those above the cursor.
   * @throws DomainError `invalid-request` for a cursor that this list did not give
   */
  async context(
    row: CommentRow,
    { limit, cursor, principal }: { limit: number; cursor?: string | undefined; principal: Principal },
  ): Promise<CommentContext> {
    const site = await this.sites.get(row.siteId);
    const below = { siteId: row.siteId, id: cursor === undefined ? row.id : readAncestorCursor(cursor) };
    const [page, { items, next }, comment] = await Promise.all([
      this.pages.findById(row.siteId, row.pageId),
      this.comments.ancestors(below, limit + 1).then((rows) => pageAbove(rows, limit)),
      this.reader.one(site, row, principal),
    ]);
    // A cursor may name a comment of another page.
    if (!page || items.some(({ pageId }) => pageId !== row.pageId)) throw new DomainError('comment-not-found');
    const ancestors = await this.reader.bare(site, items, principal);
    return { site: site.id, page: page.key, url: page.url, title: page.title, ancestors, next, comment };
  }

  /** Markdown as it would be shown. @throws DomainError `invalid-request` for what is too long for the site */
  preview(site: Site, body: string): CommentPreview {
    return { html: previewBody(site, body) };
  }

  /**
   * What staff decide about a comment. Hiding keeps its text, so that it can be shown again.
   * @throws DomainError `invalid-request` for a reply that is to be pinned, `comment-not-found` for one that was erased
   */
  async moderate(id: string, { pinned, status }: ModerateComment, principal: Principal): Promise<Comment> {
    const row = z.uuid().safeParse(id).success ? await this.comments.find(id) : null;
    if (!row || row.status === 'deleted') throw new DomainError('comment-not-found');
    if (pinned) assertCanBePinned(row);
    if (status !== undefined && status !== row.status) {
      const cause = status === 'published' ? 'staff-restored' : 'staff-removed';
      await this.writes.run(this.changeStatus, { ...commandOn(row, principal), cause });
    }
    if (pinned !== undefined) await this.writes.run(this.pinComment, { ...commandOn(row, principal), pinned });
    return this.read((await this.comments.find(id)) ?? row, principal);
  }

  /**
   * Where a page shows a comment: first in lists, or above the thread. What is so already is left alone.
   * @throws DomainError `invalid-request` for a reply that is to be pinned, `comment-not-found` for one that is not published,
   * `too-many-featured`
   */
  async highlight(
    { site, id }: { site: string; id: string },
    { pinned, featured }: HighlightComment,
    principal: Principal,
  ): Promise<Comment> {
    const row = z.uuid().safeParse(id).success ? await this.comments.find(id) : null;
    if (row?.siteId !== site || row.status !== 'published') throw new DomainError('comment-not-found');
    if (pinned) assertCanBePinned(row);
    const command = commandOn(row, principal);
    if (featured !== undefined && featured !== row.featured) {
      await this.writes.run(this.featureComment, { ...command, featured });
    }
    if (pinned !== undefined && pinned !== row.pinned) await this.writes.run(this.pinComment, { ...command, pinned });
    return this.read((await this.comments.find(id)) ?? row, principal);
  }

  /**
   * By its author, which erases it; by the operator, which hides it and can be undone (`moderate`).
   * @throws DomainError `forbidden`, `comment-not-found`
   */
  async delete(row: CommentRow, principal: Principal): Promise<void> {
    const { kind } = principal;
    if (kind === 'reader') assertAuthor(row, principal.reader);
    const cause = kind === 'reader' ? 'author-deleted' : 'staff-removed';
    await this.writes.run(this.changeStatus, { ...commandOn(row, principal), cause, takesBack: true });
  }
}

/** The nearest ones of the rows, which are one more than asked for where there are more above. */
function pageAbove(rows: readonly CommentRow[], limit: number): { items: CommentRow[]; next: string | null } {
  const items = rows.slice(-limit);
  const [top] = items;
  return { items, next: rows.length > limit && top ? ancestorCursor(top) : null };
}

const commandOn = ({ siteId, pageId, id }: CommentRow, principal: Principal) => ({
  siteId,
  pageId,
  commentId: id,
  principal,
  key: null,
});

function assertCanBePinned({ parentId }: CommentRow): void {
  if (parentId === null) return;
  const message = 'must be false for a reply: only top-level comments can be pinned';
  throw new DomainError('invalid-request', { errors: [{ path: '/pinned', message }] });
}

function assertAuthor(row: CommentRow, reader: ReaderIdentity): void {
  if (row.status !== 'published' && !HELD.has(row.status) && !isMutedOf(row, reader)) {
    throw new DomainError('comment-not-found');
  }
  if (row.readerId !== reader.id) throw new DomainError('forbidden', { detail: 'Only its author may do that.' });
}
