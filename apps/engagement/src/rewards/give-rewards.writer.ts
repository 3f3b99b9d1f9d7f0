import type { CommentReward, CommentViewer, Reward, Site } from '@afterword/contracts';
import { DomainError, type IdempotencyKey, type Pipeline, type ReaderPrincipal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentReader, CommentsRepository, type CommentViewers } from '../comments';
import { CountersRepository, CounterTally, METRIC, toCounters, toRewards } from '../counters';
import { type AccountRow, RewardBatchService, type RewardCommand, type Rewarded } from '../ledger';
import type { CounterChange, LockedPages, OnePageCommand, PageWrite, PageWriter, PageWritten } from '../page-writes';
import { PageAuthorsRepository, pageReaderKey } from '../pages';
import { CommentAuthorsRepository } from './comment-authors.repository';

export interface GiveCommand extends OnePageCommand {
  principal: ReaderPrincipal;
  key: IdempotencyKey;
  site: Site;
  /** Whole points. */
  amount: number;
  /** Whether readers see who gave it. */
  isPublic: boolean;
  to: Rewarded;
}

/** The facts that a batch needs, read under the pages' locks. */
interface Known {
  /** Rewards of a page by one of its authors. */
  own: ReadonlySet<GiveCommand>;
  /** The accounts that exist already. */
  accounts: readonly AccountRow[];
  counters: CounterTally;
  /** The comments among the targets that are published, and whether their authors have left. */
  authorsLeft: ReadonlyMap<string, boolean>;
  /** The givers' own reactions and rewards on the comments that they reward. */
  viewers: CommentViewers;
}

/** Gives rewards to pages and comments. */
@Injectable()
export class GiveRewards implements PageWriter<GiveCommand, Reward | CommentReward, Known> {
  readonly name = 'rewards';

  constructor(
    private readonly ledger: RewardBatchService,
    private readonly authors: PageAuthorsRepository,
    private readonly counters: CountersRepository,
    private readonly comments: CommentsRepository,
    private readonly commentReader: CommentReader,
    private readonly commentAuthors: CommentAuthorsRepository,
  ) {}

  async read(tx: Pipeline, commands: readonly GiveCommand[]): Promise<Known> {
    const [own, accounts, counters, authorsLeft, viewers] = await Promise.all([
      this.ownPages(tx, commands),
      this.ledger.lock(tx, commands.map(rewardOf)),
      this.counters.ofTargets(commands.map(targetOf), tx),
      this.commentAuthors.haveLeft(tx, commands.filter(({ to }) => to.comment).map(targetOf)),
      this.commentReader.viewersOf(
        commands
          .filter(({ to }) => to.comment)
          .map((command) => ({ ...targetOf(command), readerId: command.principal.reader.id })),
        tx,
      ),
    ]);
    return { own, accounts, counters: new CounterTally(counters), authorsLeft, viewers };
  }

  write(
    tx: Pipeline,
    commands: readonly GiveCommand[],
    { pages, known }: { pages: LockedPages; known: Known },
  ): PageWritten<Reward | CommentReward> {
    const { counters } = known;
    const refusals = new Map(commands.map((command) => [command, refusalOf(command, known)]));
    const allowed = commands.filter((command) => !refusals.get(command));
    const results = this.ledger.reward(tx, allowed.map(rewardOf), known.accounts);
    const resultOf = new Map(allowed.map((command, index) => [command, results[index]]));
    const given = new GivenPoints(known.viewers);
    const written = commands.map((command): PageWrite<Reward | CommentReward> | Error => {
      const refusal = refusals.get(command);
      if (refusal) return refusal;
      const result = resultOf.get(command);
      if (result?.outcome !== 'done') return new DomainError('insufficient-balance');
      const { id, balance } = result;
      const { site, to } = command;
      const changes = counterChangesOf(command);
      for (const change of changes) counters.add(change);
      const rows = counters.of(targetOf(command).targetId);
      const answer = to.comment
        ? { id, balance, rewards: toRewards(rows), viewer: given.by(command, to.comment.id) }
        : { id, balance, counters: toCounters(site.reactionKinds, rows) };
      return { answer, counters: changes, ...effectsOf(command, id) };
    });
    const onComments = commands.filter(({ to }, index) => to.comment && !(written[index] instanceof Error));
    const marks = onComments.map((command) => ({
      siteId: command.siteId,
      id: targetOf(command).targetId,
      version: pages.get(command.pageId)?.nextCommentsVersion ?? 0,
    }));
    tx.send(this.comments.markChanged(tx, marks));
    return written;
  }

  /** Rewards of a page by one of its authors. */
  private async ownPages(tx: Pipeline, commands: readonly GiveCommand[]): Promise<Set<GiveCommand>> {
    const toPages = commands.filter(({ to }) => !to.comment);
    const readers = toPages.map(({ siteId, pageId, principal }) => ({ siteId, pageId, readerId: principal.reader.id }));
    const own = await this.authors.ownPages(tx, readers);
    return new Set(
      toPages.filter(({ pageId, principal }) => own.has(pageReaderKey({ pageId, readerId: principal.reader.id }))),
    );
  }
}

/** The givers' own reactions and rewards on comments, including those of this batch. */
class GivenPoints {
  private readonly points = new Map<string, number>();

  constructor(private readonly before: CommentViewers) {}

  by({ principal, amount }: GiveCommand, commentId: string): CommentViewer {
    const { reader } = principal;
    const viewer = this.before.of(commentId, reader.id);
    const key = `${commentId}/${reader.id}`;
    const rewarded = (this.points.get(key) ?? viewer.rewarded) + amount;
    this.points.set(key, rewarded);
    return { ...viewer, rewarded };
  }
}

const rewardOf = ({ site, principal, to, amount, isPublic }: GiveCommand): RewardCommand => ({
  site,
  giver: principal.reader,
  to,
  amount,
  isPublic,
});

const targetOf = ({ siteId, pageId, to }: GiveCommand) => ({ siteId, targetId: to.comment?.id ?? pageId });

function refusalOf(command: GiveCommand, { own, authorsLeft }: Known): DomainError | null {
  const { comment } = command.to;
  if (own.has(command)) return new DomainError('own-page');
  if (!comment) return null;
  const hasLeft = authorsLeft.get(comment.id);
  if (hasLeft === undefined) return new DomainError('comment-not-found');
  return hasLeft ? new DomainError('author-gone') : null;
}

function counterChangesOf(command: GiveCommand): CounterChange[] {
  const target = targetOf(command);
  return [
    { ...target, metric: METRIC.rewardsCount, by: 1 },
    { ...target, metric: METRIC.rewardsAmount, by: command.amount },
  ];
}

/** A page's rewards are in its counters; a comment's rewards are part of the comment. */
function effectsOf(
  { siteId, pageId, principal, to, amount }: GiveCommand,
  rewardId: string,
): Pick<PageWrite<never>, 'changed' | 'events'> {
  const commentId = to.comment?.id ?? null;
  const actorId = principal.reader.id;
  return {
    changed: [{ pageId, counters: commentId === null, comments: commentId !== null }],
    events: [{ type: 'reward.given', siteId, pageId, subjectId: rewardId, actorId, payload: { amount, commentId } }],
  };
}
