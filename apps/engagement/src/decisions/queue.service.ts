import {
  type CommentStatus,
  type DecisionKind,
  decisionKinds,
  type ModeratedComment,
  type ModerationHistory,
  type ModerationQueue,
  type ModerationQueueQuery,
} from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentReader, CommentStatuses, TRANSITIONS } from '../comments';
import { ReaderList } from '../readers';
import { NO_REPORTS, ReportsRepository } from '../reports';
import { SitesService } from '../sites';
import { queueCursor, readQueueCursor } from './queue-cursor';
import { type QueueRow, QueueRepository } from './queue.repository';
import { versionOf } from './comment-version';

const NO_COMMENTS = { published: 0, pending: 0, rejected: 0 };

/** The comments of a site as moderators see them. */
@Injectable()
export class QueueService {
  constructor(
    private readonly queue: QueueRepository,
    private readonly reader: CommentReader,
    private readonly statuses: CommentStatuses,
    private readonly sites: SitesService,
    private readonly reports: ReportsRepository,
    private readonly readers: ReaderList,
  ) {}

  async list(siteId: string, query: ModerationQueueQuery): Promise<ModerationQueue> {
    const after = readQueueCursor(query.sort, query.cursor);
    const [rows, counts] = await Promise.all([
      // One more than asked tells whether the list goes on.
      this.queue.list(siteId, query, after, query.limit + 1),
      this.queue.counts(siteId),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const next =
      rows.length > query.limit && last ? queueCursor(query.sort, { id: last.id, weight: last.weight ?? 0 }) : null;
    return { items: await this.view(siteId, shown), next, counts };
  }

  /** @throws DomainError `comment-not-found` for one that is erased, or of another site */
  async read(siteId: string, id: string): Promise<ModerationHistory> {
    const row = await this.queue.find(siteId, id);
    if (!row || row.status === 'deleted') throw new DomainError('comment-not-found');
    const [[comment], history, texts] = await Promise.all([
      this.view(siteId, [row]),
      this.statuses.historyOf({ siteId, id }),
      this.queue.earlierTexts(siteId, id),
    ]);
    if (!comment) throw new Error('A row has a view');
    return {
      ...comment,
      texts: texts.map(({ body, status, at }) => ({ body, status, at: at.toISOString() })),
      history: history.map(
        ({ at, actorId, actorName, from, to, cause, reason, ground, rule, note, message, automated }) => ({
          at: at.toISOString(),
          by: actorId,
          byName: actorName,
          from,
          to,
          cause,
          reason,
          ground,
          rule,
          note,
          message,
          automated,
        }),
      ),
    };
  }

  private async view(siteId: string, rows: readonly QueueRow[]): Promise<ModeratedComment[]> {
    const site = await this.sites.get(siteId);
    const [comments, counts, reports, restrictions, texts] = await Promise.all([
      this.reader.forModerator(site, rows),
      this.queue.authorCounts(
        siteId,
        rows.map(({ readerId }) => readerId),
      ),
      this.reports.openOf(
        siteId,
        rows.map(({ id }) => id),
      ),
      this.readers.restrictionsOf(
        siteId,
        rows.map(({ readerId }) => readerId),
      ),
      this.queue.seenBefore(
        siteId,
        rows.filter(({ editedAt }) => editedAt !== null).map(({ id }) => id),
      ),
    ]);
    return rows.map((row, index): ModeratedComment => {
      const comment = comments[index];
      if (!comment) throw new Error('A row has a view');
      const { author } = comment;
      const open = reports.get(row.id) ?? NO_REPORTS;
      const { kind, until } = restrictions.get(row.readerId) ?? {};
      const text = texts.get(row.id);
      const restriction = kind ? { kind, until: until ?? null } : null;
      return {
        ...comment,
        author: author && { ...author, counts: counts.get(row.readerId) ?? NO_COMMENTS, restriction },
        page: { key: row.pageKey, url: row.pageUrl, title: row.pageTitle },
        parent: parentOf(row),
        textBefore: text ? { body: text.body, at: text.at.toISOString() } : null,
        decisions: decisionsOn(row.status, open.open > 0),
        verdicts: row.verdicts ?? [],
        reports: open,
        version: versionOf(row),
      };
    });
  }
}

function parentOf({ parentId, parentStatus, parentExcerpt, parentName }: QueueRow): ModeratedComment['parent'] {
  if (parentId === null || parentStatus === null) return null;
  return { id: parentId, author: parentName, excerpt: parentExcerpt, status: parentStatus };
}

/** Publishing settles the reports of a comment that is published already. */
const decisionsOn = (status: CommentStatus, isReported: boolean): DecisionKind[] =>
  decisionKinds.filter(
    (kind) =>
      (TRANSITIONS[`decision-${kind}`].from as readonly CommentStatus[]).includes(status) ||
      (kind === 'publish' && isReported),
  );
