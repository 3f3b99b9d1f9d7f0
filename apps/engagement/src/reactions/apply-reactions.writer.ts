import { DomainError, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type CounterRow, CountersRepository, CounterTally, METRIC } from '../counters';
import { LedgerReader } from '../ledger';
import type { LockedPages, OnePageCommand, PageWrite, PageWriter, PageWritten } from '../page-writes';
import { type Mark, markKey, ReactionsRepository } from './reactions.repository';

/** Sets or removes one reaction of a reader. */
export interface ReactionCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  /** The page's own id, or a comment's. */
  targetId: string;
  kind: string;
  wanted: boolean;
  /** Whether readers see who reacted. */
  named: boolean;
}

export interface ReactionResult {
  /** The target's counters after the command. */
  counters: readonly CounterRow[];
  /** The reader's kinds on the target after the command. */
  kinds: readonly string[];
  /** Whole points that the reader gave for the target. */
  rewarded: number;
}

/** The facts that a batch needs, read under the pages' locks. */
interface Known {
  counters: CounterTally;
  /** The readers' reactions before the batch, by `markKey`. */
  kinds: ReadonlyMap<string, readonly string[]>;
  /** Whole points that readers gave for targets, by `markKey`. */
  rewarded: ReadonlyMap<string, number>;
  /** The comments among the targets that can be marked. */
  markable: ReadonlyMap<string, { isPublished: boolean }>;
}

/** Applies reactions to pages and comments. The commands of a batch take effect in the order in which they arrived. */
@Injectable()
export class ApplyReactions implements PageWriter<ReactionCommand, ReactionResult, Known> {
  readonly name = 'reactions';

  constructor(
    private readonly reactions: ReactionsRepository,
    private readonly counters: CountersRepository,
    private readonly ledger: LedgerReader,
  ) {}

  /** Marks of pages change nothing but a counter. Those of comments rank them, which is one list of the page. */
  readonly besideOthers = {
    can: (commands: readonly ReactionCommand[]) =>
      commands.every((command) => !isOnComment(command) && !command.newKey),
    complete: async (
      tx: Pipeline,
      commands: readonly ReactionCommand[],
      answers: readonly ReactionResult[],
      { counters: changes }: Known,
    ): Promise<void> => {
      const after = await this.counters.ofTargets(commands.map(markerOf), tx);
      commands.forEach(({ targetId }, index) => {
        const answer = answers[index] as ReactionResult;
        const all = changes.of(targetId);
        answer.counters = (after.get(targetId) ?? []).map(({ metric, value }) => ({
          metric,
          value: value - valueOf(all, metric) + valueOf(answer.counters, metric),
        }));
      });
    },
  };

  async read(tx: Pipeline, commands: readonly ReactionCommand[], beside = false): Promise<Known> {
    const markers = commands.map(markerOf);
    const [counters, kinds, rewarded, markable] = await Promise.all([
      // Beside others the counters are known when they are locked: until then they begin at zero, and the tally has changes.
      beside ? new Map<string, CounterRow[]>() : this.counters.ofTargets(markers, tx),
      beside ? this.reactions.lockKindsOf(markers, tx) : this.reactions.kindsOf(markers, tx),
      this.ledger.rewardedBy(markers, tx),
      this.reactions.markable(tx, commands.filter(isOnComment)),
    ]);
    return { counters: new CounterTally(counters), kinds, rewarded, markable };
  }

  write(
    tx: Pipeline,
    commands: readonly ReactionCommand[],
    { pages, known }: { pages: LockedPages; known: Known },
  ): PageWritten<ReactionResult> {
    const marks = new Marks(known.kinds);
    const written = commands.map((command) => {
      if (isOnComment(command) && !known.markable.has(command.targetId)) return new DomainError('comment-not-found');
      return this.apply(command, marks, known);
    });
    const { added, removed } = marks.changes();
    this.reactions.delete(tx, removed);
    this.reactions.insert(tx, added);
    this.reactions.changeScores(tx, scoresOf(added, removed, pages));
    return written;
  }

  private apply(
    command: ReactionCommand,
    marks: Marks,
    { counters, rewarded, markable }: Known,
  ): PageWrite<ReactionResult> {
    const { siteId, pageId, targetId, kind, wanted } = command;
    const changes = marks.set(command);
    const change = { siteId, targetId, metric: METRIC.reactions + kind, by: wanted ? 1 : -1 };
    if (changes) counters.add(change);
    const key = markKey(markerOf(command));
    const answer = {
      counters: counters.of(targetId).map((row) => ({ ...row })),
      kinds: marks.of(key),
      rewarded: rewarded.get(key) ?? 0,
    };
    if (!changes) return { answer };
    const isComment = isOnComment(command);
    // Nobody is told of what only its author sees.
    if (isComment && !markable.get(targetId)?.isPublished) return { answer, counters: [change] };
    return { answer, counters: [change], changed: [{ pageId, counters: !isComment, comments: isComment }] };
  }
}

const valueOf = (rows: readonly CounterRow[], name: string): number =>
  rows.find(({ metric }) => metric === name)?.value ?? 0;

/** The reactions of a batch's readers on its targets after each command. */
class Marks {
  private readonly now = new Map<string, readonly string[]>();
  /** The reactions that the commands name, by target, reader and kind. */
  private readonly named = new Map<string, Mark>();

  constructor(private readonly before: ReadonlyMap<string, readonly string[]>) {}

  of(key: string): readonly string[] {
    return this.now.get(key) ?? this.before.get(key) ?? [];
  }

  /** @returns whether the command changes anything */
  set(command: ReactionCommand): boolean {
    const { kind, wanted, pageId, named } = command;
    const marker = markerOf(command);
    const key = markKey(marker);
    const kinds = this.of(key);
    if (kinds.includes(kind) === wanted) return false;
    const others = kinds.length === 0 ? kinds : kinds.filter((other) => other !== kind);
    this.now.set(key, wanted ? [...others, kind].sort() : others);
    const { siteId, targetId, readerId } = marker;
    this.named.set(`${key}/${kind}`, { siteId, targetId, readerId, pageId, kind, named });
    return true;
  }

  /** The net changes: a reaction that was set and removed within the batch is not among them. */
  changes(): { added: Mark[]; removed: Mark[] } {
    const added: Mark[] = [];
    const removed: Mark[] = [];
    for (const mark of this.named.values()) {
      const key = markKey(mark);
      const [was, is] = [this.before.get(key)?.includes(mark.kind) ?? false, this.of(key).includes(mark.kind)];
      if (is && !was) added.push(mark);
      if (was && !is) removed.push(mark);
    }
    return { added, removed };
  }
}

/** A comment is ranked by its reactions. */
function scoresOf(added: readonly Mark[], removed: readonly Mark[], pages: LockedPages) {
  const sums = new Map<string, { siteId: string; commentId: string; by: number; version: number }>();
  for (const [marks, by] of [[added, 1] as const, [removed, -1] as const]) {
    for (const { siteId, pageId, targetId } of marks) {
      if (targetId === pageId) continue;
      const version = pages.get(pageId)?.nextCommentsVersion ?? 0;
      const sum = sums.get(targetId) ?? { siteId, commentId: targetId, by: 0, version };
      sum.by += by;
      sums.set(targetId, sum);
    }
  }
  return [...sums.values()];
}

const isOnComment = ({ pageId, targetId }: ReactionCommand): boolean => targetId !== pageId;

const markerOf = ({ siteId, targetId, principal }: ReactionCommand) => ({
  siteId,
  targetId,
  readerId: principal.reader.id,
});
