import type { CommentReactionAnswer, ReactionAnswer, Site } from '@afterword/contracts';
import { CommandError, DomainError, type GroupCommit, GroupCommits } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type CounterRow, CountersRepository, toCounters, toReactions } from '../counters';
import { LedgerReader } from '../ledger';
import { PageChanges } from '../page-changes';
import { PageGoneError, PagesRepository } from '../pages';
import type { Reader } from '../readers';
import { markKey, type ReactionCommand, ReactionsRepository } from './reactions.repository';

interface ReactionResult {
  rows: readonly CounterRow[];
  /** The reader's kinds on the target, with this command applied. */
  kinds: string[];
  /** Whole points that the reader gave for the target. */
  rewarded: number;
}

export interface ReactionOptions {
  site: Site;
  reader: Reader;
  kind: string;
  wanted: boolean;
}

@Injectable()
export class ReactionsService {
  private readonly commit: GroupCommit<ReactionCommand, ReactionResult>;

  constructor(
    commits: GroupCommits,
    private readonly reactions: ReactionsRepository,
    private readonly counters: CountersRepository,
    private readonly pages: PagesRepository,
    private readonly ledger: LedgerReader,
    private readonly changes: PageChanges,
  ) {
    this.commit = commits.create<ReactionCommand, ReactionResult>({
      name: 'reactions',
      flush: (commands) => this.flush(commands),
    });
  }

  /** @throws DomainError `invalid-request` for a kind that the site does not have */
  async onPage(pageKey: string, { site, reader, kind, wanted }: ReactionOptions): Promise<ReactionAnswer> {
    assertKind(site, kind);
    const mark = { siteId: site.id, readerId: reader.id, kind, wanted };
    const { rows, kinds, rewarded } = await this.pages.withId(site.id, pageKey, (pageId) =>
      this.commit.run({ ...mark, pageId, targetId: pageId }),
    );
    return { counters: toCounters(site.reactionKinds, rows), viewer: { reactions: kinds, rewarded } };
  }

  /** @throws DomainError `invalid-request` */
  async onComment(
    comment: { id: string; pageId: string },
    { site, reader, kind, wanted }: ReactionOptions,
  ): Promise<CommentReactionAnswer> {
    assertKind(site, kind);
    const { rows, kinds, rewarded } = await this.commit.run({
      siteId: site.id,
      pageId: comment.pageId,
      targetId: comment.id,
      readerId: reader.id,
      kind,
      wanted,
    });
    return { reactions: toReactions(site.reactionKinds, rows), viewer: { reactions: kinds, rewarded } };
  }

  private async flush(commands: readonly ReactionCommand[]): Promise<(ReactionResult | CommandError)[]> {
    const { changed, pageIds } = await this.reactions.apply(commands);
    if (changed > 0) this.changes.changed(pagesOf(commands));
    const [counters, kinds, rewards] = await Promise.all([
      this.counters.ofTargets(commands),
      this.reactions.kindsOf(commands),
      this.ledger.rewardedBy(commands),
    ]);
    return commands.map((command) =>
      pageIds.has(command.pageId)
        ? {
            rows: counters.get(command.targetId) ?? [],
            kinds: withMark(kinds.get(markKey(command)) ?? [], command),
            rewarded: rewards.get(markKey(command)) ?? 0,
          }
        : new CommandError(new PageGoneError()),
    );
  }
}

function pagesOf(commands: readonly ReactionCommand[]): { siteId: string; pageId: string }[] {
  return [...new Map(commands.map(({ siteId, pageId }) => [pageId, { siteId, pageId }])).values()];
}

/** A later command of the same batch may have changed the mark again; this command's answer says what it did. */
function withMark(kinds: readonly string[], { kind, wanted }: ReactionCommand): string[] {
  const others = kinds.filter((other) => other !== kind);
  return wanted ? [...others, kind].sort() : others;
}

function assertKind(site: Site, kind: string): void {
  if (site.reactionKinds.includes(kind)) return;
  const message = `must be one of the site's kinds: ${site.reactionKinds.join(', ')}`;
  throw new DomainError('invalid-request', { errors: [{ path: 'kind', message }] });
}
