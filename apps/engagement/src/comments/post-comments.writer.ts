import type { Comment, PageMode, Site, Verdict } from '@afterword/contracts';
import { DomainError, newId, type Pipeline, type ReaderPrincipal, type ReaderRestriction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { METRIC } from '../counters';
import type { NewEvent } from '../event-log';
import { restrictedReader } from '../moderation';
import {
  type Held,
  type LockedPage,
  type OnePageCommand,
  PageGoneError,
  type PageWrite,
  type PageWriter,
  type PageWritten,
} from '../page-writes';
import { CommentReader } from './comment-reader';
import { type CommentRow, CommentsRepository, type Parent, parentKey } from './comments.repository';
import { type Mention, MentionsService } from './mentions.service';
import { SlowPages } from './slow-pages';

export interface PostCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  site: Site;
  parentId: string | null;
  body: string;
  html: string;
  /** The readers whom the text mentions. */
  mentioned: readonly string[];
  /** Why a moderator reads the comment first; null for one that is published at once. */
  held: readonly Verdict[] | null;
  /** To compare later texts with; null where the site does not. */
  fingerprint: string | null;
  /** How the page was moderated when the text was judged: nothing is stored where it is not so any more. */
  mode: PageMode | null;
  /** Seconds in which the page takes one comment of each reader; null for any number of comments. */
  slowSeconds: number | null;
}

interface Known {
  /** The comments that may be replied to, by `parentKey`. */
  parents: ReadonlyMap<string, Parent>;
  slowPages: SlowPages;
}

/** New comments. */
@Injectable()
export class PostComments implements PageWriter<PostCommand, Comment, Known> {
  readonly name = 'comments';

  constructor(
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
    private readonly mentions: MentionsService,
  ) {}

  async read(tx: Pipeline, commands: readonly PostCommand[]): Promise<Known> {
    const replies = commands.flatMap(({ siteId, pageId, parentId, principal }) =>
      parentId === null ? [] : [{ siteId, pageId, parentId, readerId: principal.reader.id }],
    );
    const [parents, slowPages] = await Promise.all([this.comments.parentsOf(tx, replies), SlowPages.of(tx, commands)]);
    return { parents, slowPages };
  }

  write(
    tx: Pipeline,
    commands: readonly PostCommand[],
    { pages, known, restrictionOf }: Held<Known>,
  ): PageWritten<Comment> {
    const rows = commands.map((command) =>
      accept(command, { ...known, page: pages.get(command.pageId), restriction: restrictionOf(command) }),
    );
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
    const mentions = commands.flatMap(({ mentioned }, index): Mention[] => {
      const row = rows[index];
      if (mentioned.length === 0 || !row || row instanceof DomainError) return [];
      return mentioned.map((readerId) => ({ siteId: row.siteId, commentId: row.id, readerId }));
    });
    if (mentions.length > 0) tx.send(this.mentions.add(tx, mentions));
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
    if (status === 'pending') return { answer, events: [created, heldEventOf(row)] };
    if (status !== 'published') return { answer, events: [created] };
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

/** What a comment that is no reply has instead of a parent. */
const TOP: Parent = { depth: -1, isMuted: false };

/** Why a text is held, with what its reader is restricted to. */
export function heldBy(
  held: readonly Verdict[] | null,
  restriction: ReaderRestriction | null,
): readonly Verdict[] | null {
  const verdict = restrictedReader(restriction);
  return verdict ? [verdict, ...(held ?? [])] : held;
}

/** The row that a command makes, or why it makes none. */
function accept(
  command: PostCommand,
  known: Known & { page: LockedPage | undefined; restriction: ReaderRestriction | null },
): CommentRow | DomainError {
  const { siteId, pageId, parentId, principal, body, html } = command;
  const { page, parents, slowPages, restriction } = known;
  if (page?.closedToComments) return new DomainError('page-closed');
  // A check of the site may take seconds, in which a moderator has changed how the page is moderated.
  if (page?.mode !== command.mode || page.slowSeconds !== command.slowSeconds) return new PageGoneError();
  const parent = parentId === null ? TOP : parents.get(parentKey(pageId, parentId));
  if (parent === undefined) {
    const message = 'must be a comment of this page that is still there';
    return new DomainError('invalid-request', { errors: [{ path: '/parentId', message }] });
  }
  const tooSoon = slowPages.refusalOf(command);
  if (tooSoon) return tooSoon;
  const createdAt = new Date();
  slowPages.posted(command, createdAt);
  const { reader } = principal;
  const held = heldBy(command.held, restriction);
  // A reply to what only its author sees would lead others to it.
  const isMuted = restriction?.kind === 'mute' || parent.isMuted;
  return {
    siteId,
    id: newId(),
    pageId,
    parentId,
    depth: parent.depth + 1,
    readerId: reader.id,
    body,
    html,
    status: held ? 'pending' : isMuted ? 'muted' : 'published',
    pinned: false,
    featured: false,
    score: 0,
    replyCount: 0,
    listed: !held && !isMuted,
    verdicts: held && [...held],
    createdAt,
    editedAt: null,
    authorName: reader.name,
    authorAvatarUrl: reader.avatarUrl,
    authorRole: reader.role,
  };
}
