import type { Comment, Site } from '@afterword/contracts';
import {
  DomainError,
  type GroupCommit,
  type IdempotencyKey,
  type Pipeline,
  type ReaderPrincipal,
  newId,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { METRIC } from '../counters';
import { type LockedPage, type PageCommand, type PageWrite, PageWrites } from '../page-writes';
import { PagesRepository } from '../pages';
import { renderBody } from './comment-body';
import { CommentReader } from './comment-reader';
import { type CommentRow, CommentsRepository, parentKey } from './comments.repository';

interface PostCommand extends PageCommand {
  site: Site;
  parentId: string | null;
  body: string;
  html: string;
}

/** Of comments that may be replied to, by `parentKey`. */
type ParentDepths = ReadonlyMap<string, number>;

/** New comments. Those that arrive together are stored together. */
@Injectable()
export class PostingService {
  private readonly commit: GroupCommit<PostCommand, Comment>;

  constructor(
    writes: PageWrites,
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
    private readonly pages: PagesRepository,
  ) {
    this.commit = writes.create<PostCommand, Comment, ParentDepths>({
      name: 'comments',
      read: (tx, commands) => this.depthsOfParents(tx, commands),
      write: (tx, commands, { pages: locked, known: depths }) => this.write(tx, commands, locked, depths),
    });
  }

  /** @throws DomainError `page-closed`, `invalid-request` for a parent that cannot be replied to, or an empty comment */
  async post(asked: {
    site: Site;
    pageKey: string;
    principal: ReaderPrincipal;
    body: string;
    parentId: string | null;
    key: IdempotencyKey | null;
  }): Promise<Comment> {
    const { site, pageKey, principal, body, parentId, key } = asked;
    const { reader } = principal;
    const html = renderBody(site, body);
    return this.pages.withId(site.id, pageKey, (pageId) =>
      this.commit.run({ site, siteId: site.id, pageId, reader, body, html, parentId, key }),
    );
  }

  private depthsOfParents(tx: Pipeline, commands: readonly PostCommand[]): Promise<ParentDepths> {
    const replies = commands.flatMap(({ siteId, pageId, parentId }) =>
      parentId === null ? [] : [{ siteId, pageId, parentId }],
    );
    return this.comments.depthsOfParents(tx, replies);
  }

  private write(
    tx: Pipeline,
    commands: readonly PostCommand[],
    locked: ReadonlyMap<string, LockedPage>,
    depths: ParentDepths,
  ): (PageWrite<Comment> | Error)[] {
    const outcomes = commands.map((command) => ({
      site: command.site,
      row: accept(command, locked.get(command.pageId), depths),
    }));
    const rows = outcomes.flatMap(({ row }) => (row instanceof Error ? [] : [row]));
    const versions = rows.map(({ pageId }) => locked.get(pageId)?.nextCommentsVersion ?? 0);
    tx.send(this.comments.insert(tx, rows, versions));
    return outcomes.map(({ site, row }) => (row instanceof Error ? row : this.written(site, row)));
  }

  private written(site: Site, row: CommentRow): PageWrite<Comment> {
    const { siteId, pageId: targetId } = row;
    return {
      rises: [{ siteId, targetId, metric: METRIC.comments, by: 1 }],
      counters: true,
      comments: true,
      answer: this.reader.fresh(site, row),
    };
  }
}

/** The row that a command makes, or why it makes none. */
function accept(command: PostCommand, page: LockedPage | undefined, depths: ParentDepths): CommentRow | DomainError {
  const { siteId, pageId, parentId, reader, body, html } = command;
  if (page?.closed) return new DomainError('page-closed');
  const parentDepth = parentId === null ? -1 : depths.get(parentKey(pageId, parentId));
  if (parentDepth === undefined) {
    const message = 'must be a comment of this page that is still there';
    return new DomainError('invalid-request', { errors: [{ path: '/parentId', message }] });
  }
  return {
    siteId,
    id: newId(),
    pageId,
    parentId,
    depth: parentDepth + 1,
    readerId: reader.id,
    body,
    html,
    status: 'published',
    pinned: false,
    score: 0,
    replyCount: 0,
    listed: true,
    createdAt: new Date(),
    editedAt: null,
    authorName: reader.name,
    authorAvatarUrl: reader.avatarUrl,
    authorRole: reader.role,
  };
}
