import type { CommentReactionAnswer, ReactionAnswer, Site } from '@afterword/contracts';
import { CommandError, DomainError, type GroupCommit, GroupCommits, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type CounterRow, toCounters, toReactions } from '../counters';
import { PageChanges } from '../page-changes';
import { PageGoneError, PagesRepository } from '../pages';
import { markKey, type ReactionCommand, ReactionsRepository } from './reactions.repository';

interface ReactionResult {
  rows: readonly CounterRow[];
  /** The reader's kinds on the target, with this command applied. */
  kinds: readonly string[];
  /** Whole points that the reader gave for the target. */
  rewarded: number;
}

export interface ReactionOptions {
  site: Site;
  principal: ReaderPrincipal;
  kind: string;
  wanted: boolean;
}

@Injectable()
export class ReactionsService {
  private readonly commit: GroupCommit<ReactionCommand, ReactionResult>;

  constructor(
    commits: GroupCommits,
    private readonly reactions: ReactionsRepository,
    private readonly pages: PagesRepository,
    private readonly changes: PageChanges,
  ) {
    this.commit = commits.create<ReactionCommand, ReactionResult>({
      name: 'reactions',
      flush: (commands) => this.flush(commands),
    });
  }

  /** @throws DomainError `invalid-request` for a kind that the site does not have */
  async onPage(pageKey: string, { site, principal, kind, wanted }: ReactionOptions): Promise<ReactionAnswer> {
    assertKind(site, kind);
    const mark = { siteId: site.id, readerId: principal.reader.id, kind, wanted };
    const { rows, kinds, rewarded } = await this.pages.withId(site.id, pageKey, (pageId) =>
      this.commit.run({ ...mark, pageId, targetId: pageId }),
    );
    return { counters: toCounters(site.reactionKinds, rows), viewer: { reactions: [...kinds], rewarded } };
  }

  /** @throws DomainError `invalid-request` */
  async onComment(
    comment: { id: string; pageId: string },
    { site, principal, kind, wanted }: ReactionOptions,
  ): Promise<CommentReactionAnswer> {
    assertKind(site, kind);
    const { rows, kinds, rewarded } = await this.commit.run({
      siteId: site.id,
      pageId: comment.pageId,
      targetId: comment.id,
      readerId: principal.reader.id,
      kind,
      wanted,
    });
    return { reactions: toReactions(site.reactionKinds, rows), viewer: { reactions: [...kinds], rewarded } };
  }

  private async flush(commands: readonly ReactionCommand[]): Promise<(ReactionResult | CommandError)[]> {
    const { pageIds, changedPageIds, counters, kinds, rewarded } = await this.reactions.apply(commands);
    this.changes.changed(pagesOf(commands).filter(({ pageId }) => changedPageIds.has(pageId)));
    const marks = new Map<string, readonly string[]>();
    return commands.map((command) => {
      if (!pageIds.has(command.pageId)) return new CommandError(new PageGoneError());
      const key = markKey(command);
      const marked = withMark(marks.get(key) ?? kinds.get(key) ?? [], command);
      marks.set(key, marked);
      return { rows: counters.get(command.targetId) ?? [], kinds: marked, rewarded: rewarded.get(key) ?? 0 };
    });
  }
}

function pagesOf(commands: readonly ReactionCommand[]): { siteId: string; pageId: string }[] {
  return [...new Map(commands.map(({ siteId, pageId }) => [pageId, { siteId, pageId }])).values()];
}

/** A reader's kinds once a command is applied: each command's answer says what it did, whatever a later one changes. */
function withMark(kinds: readonly string[], { kind, wanted }: ReactionCommand): readonly string[] {
  const others = kinds.filter((other) => other !== kind);
  return wanted ? [...others, kind].sort() : others;
}

function assertKind(site: Site, kind: string): void {
  if (site.reactionKinds.includes(kind)) return;
  const message = `must be one of the site's kinds: ${site.reactionKinds.join(', ')}`;
  throw new DomainError('invalid-request', { errors: [{ path: 'kind', message }] });
}
