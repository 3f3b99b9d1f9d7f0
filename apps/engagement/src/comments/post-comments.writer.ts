import type { Comment, Site, Verdict } from '@afterword/contracts';
import { DomainError, newId, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { METRIC } from '../counters';
import type { NewEvent } from '../event-log';
import type { LockedPage, LockedPages, OnePageCommand, PageWrite, PageWriter, PageWritten } from '../page-writes';
import { CommentReader } from './comment-reader';
import { type CommentRow, CommentsRepository, parentKey } from './comments.repository';

export interface PostCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  site: Site;
  parentId: string | null;
  body: string;
  html: string;
  /** Why a moderator reads the comment first; null for one that is published at once. */
  held: readonly Verdict[] | null;
  /** To compare later texts with; null where the site does not. */
  fingerprint: string | null;
}

/** The depths of comments that may be replied to, by `parentKey`. */
type ParentDepths = ReadonlyMap<string, number>;

/** New comments. */
@Injectable()
export class PostComments implements PageWriter<PostCommand, Comment, ParentDepths> {
  readonly name = 'comments';

  constructor(
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
  ) {}

  read(tx: Pipeline, commands: readonly PostCommand[]): Promise<ParentDepths> {
    const replies = commands.flatMap(({ siteId, pageId, parentId }) =>
      parentId === null ? [] : [{ siteId, pageId, parentId }],
    );
    return this.comments.depthsOfParents(tx, replies);
  }

  write(
    tx: Pipeline,
    commands: readonly PostCommand[],
    { pages, known: depths }: { pages: LockedPages; known: ParentDepths },
  ): PageWritten<Comment> {
    const rows = commands.map((command) => accept(command, pages.get(command.pageId), depths));
    const accepted = rows.filter((row): row is CommentRow => !(row instanceof DomainError));
    // Nobody is told of a held comment, so it belongs to no version of the page.
    const versions = accepted.map(({ pageId, status }) =>
      status === 'published' ? (pages.get(pageId)?.nextCommentsVersion ?? 0) : 0,
    );
    if (accepted.length > 0) tx.send(this.comments.insert(tx, accepted, versions));
    const fingerprints = commands.flatMap(({ fingerprint }, index) => {
      const row = rows[index];
      return fingerprint === null || !row || row instanceof DomainError ? [] : [{ ...row, fingerprint }];
    });
    if (fingerprints.length > 0) tx.send(this.comments.storeFingerprints(tx, fingerprints));
    return commands.map(({ site }, index) => {
      const row = rows[index];
      return row instanceof DomainError ? row : this.posted(site, row as CommentRow);
    });
  }

  private posted(site: Site, row: CommentRow): PageWrite<Comment> {
    const { siteId, pageId, id, readerId, parentId, status } = row;
    const created: NewEvent = {
      type: 'comment.created',
      siteId,
      pageId,
      subjectId: id,
      actorId: readerId,
      payload: { parentId, status },
    };
    const answer = this.reader.fresh(site, row);
    if (status !== 'published') return { answer, events: [created, heldEventOf(row)] };
    return {
      answer,
      counters: [{ siteId, targetId: pageId, metric: METRIC.comments, by: 1 }],
      changed: [{ pageId, counters: true, comments: true }],
      events: [created],
    };
  }
}

const heldEventOf = ({ siteId, pageId, id, readerId }: CommentRow): NewEvent => ({
  type: 'comment.held',
  siteId,
  pageId,
  subjectId: id,
  actorId: readerId,
  payload: { from: 'new', cause: 'moderation' },
});

/** The row that a command makes, or why it makes none. */
function accept(command: PostCommand, page: LockedPage | undefined, depths: ParentDepths): CommentRow | DomainError {
  const { siteId, pageId, parentId, principal, body, html, held } = command;
  if (page?.closedToComments) return new DomainError('page-closed');
  const parentDepth = parentId === null ? -1 : depths.get(parentKey(pageId, parentId));
  if (parentDepth === undefined) {
    const message = 'must be a comment of this page that is still there';
    return new DomainError('invalid-request', { errors: [{ path: '/parentId', message }] });
  }
  const { reader } = principal;
  return {
    siteId,
    id: newId(),
    pageId,
    parentId,
    depth: parentDepth + 1,
    readerId: reader.id,
    body,
    html,
    status: held ? 'pending' : 'published',
    pinned: false,
    score: 0,
    replyCount: 0,
    listed: !held,
    verdicts: held && [...held],
    createdAt: new Date(),
    editedAt: null,
    authorName: reader.name,
    authorAvatarUrl: reader.avatarUrl,
    authorRole: reader.role,
  };
}
