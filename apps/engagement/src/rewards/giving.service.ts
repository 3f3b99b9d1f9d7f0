import type { CommentReward, Reward, Site } from '@afterword/contracts';
import { DomainError, type GroupCommit, type IdempotencyKey, type Pipeline } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentReader, type CommentRow, CommentsRepository } from '../comments';
import { METRIC, toCounters, toRewards } from '../counters';
import { RewardBatchService, type Rewarded } from '../ledger';
import { type LockedPage, type PageCommand, type PageWrite, PageWrites } from '../page-writes';
import { PageAuthorsRepository, pageReaderKey } from '../page-authors';
import { PagesRepository } from '../pages';
import type { Reader } from '../readers';

interface Giving {
  site: Site;
  reader: Reader;
  /** Whole points. */
  amount: number;
  key: IdempotencyKey;
}

interface GiveCommand extends PageCommand {
  site: Site;
  amount: number;
  to: Rewarded;
}

interface Given {
  command: GiveCommand;
  id: string;
  balance: number;
}

/** Rewards. Each is stored with its counters and its key; those that arrive together are stored together. */
@Injectable()
export class GivingService {
  private readonly commit: GroupCommit<GiveCommand, Reward | CommentReward>;

  constructor(
    writes: PageWrites,
    private readonly ledger: RewardBatchService,
    private readonly pages: PagesRepository,
    private readonly authors: PageAuthorsRepository,
    private readonly comments: CommentsRepository,
    private readonly commentReader: CommentReader,
  ) {
    this.commit = writes.create<GiveCommand, Reward | CommentReward, Set<GiveCommand>>({
      name: 'rewards',
      read: (tx, commands) => this.ownPages(tx, commands),
      write: (tx, commands, { pages, known: own }) => this.write(tx, commands, pages, own),
    });
  }

  /** @throws DomainError `own-page`, `insufficient-balance`, `invalid-request` for more than the site allows */
  async toPage(giving: Giving & { pageKey: string }): Promise<Reward> {
    assertAmount(giving);
    const { site, pageKey, reader, amount, key } = giving;
    const reward = await this.pages.withId(site.id, pageKey, (pageId) =>
      this.commit.run({ site, siteId: site.id, pageId, reader, amount, key, to: { pageId, comment: null } }),
    );
    return reward as Reward;
  }

  /** The points go to the comment's author. @throws DomainError as `toPage`, but `own-comment` */
  async toAuthor(giving: Giving & { comment: CommentRow }): Promise<CommentReward> {
    assertAmount(giving);
    const { site, comment, reader, amount, key } = giving;
    const { id, siteId, pageId, readerId: authorId } = comment;
    if (authorId === reader.id) throw new DomainError('own-comment');
    const to = { pageId, comment: { id, authorId } };
    return (await this.commit.run({ site, siteId, pageId, reader, amount, key, to })) as CommentReward;
  }

  private async write(
    tx: Pipeline,
    commands: readonly GiveCommand[],
    locked: ReadonlyMap<string, LockedPage>,
    own: ReadonlySet<GiveCommand>,
  ): Promise<(PageWrite<Reward | CommentReward> | Error)[]> {
    const outcomes = await this.give(tx, commands, own);
    const onComments = outcomes.flatMap((outcome) =>
      outcome instanceof DomainError || !outcome.command.to.comment ? [] : [outcome.command],
    );
    const marks = onComments.map(({ siteId, pageId, to }) => ({
      siteId,
      id: to.comment?.id ?? '',
      version: locked.get(pageId)?.nextCommentsVersion ?? 0,
    }));
    tx.send(this.comments.markChanged(tx, marks));
    const viewers = await this.commentReader.viewersOf(
      onComments.map(({ siteId, to, reader }) => ({ siteId, targetId: to.comment?.id ?? '', readerId: reader.id })),
      tx,
    );
    return outcomes.map((outcome) =>
      outcome instanceof DomainError
        ? outcome
        : {
            ...effectOf(outcome.command),
            answer: (rowsOf) => {
              const { command, id, balance } = outcome;
              const { comment, pageId } = command.to;
              if (!comment) return { id, balance, counters: toCounters(command.site.reactionKinds, rowsOf(pageId)) };
              const viewer = viewers.of(comment.id, command.reader.id);
              return { id, balance, rewards: toRewards(rowsOf(comment.id)), viewer };
            },
          },
    );
  }

  private async give(
    tx: Pipeline,
    commands: readonly GiveCommand[],
    own: ReadonlySet<GiveCommand>,
  ): Promise<(Given | DomainError)[]> {
    const allowed = commands.filter((command) => !own.has(command));
    const results = await this.ledger.reward(
      tx,
      allowed.map(({ site, reader, to, amount }) => ({ site, readerId: reader.id, to, amount })),
    );
    const resultOf = new Map(allowed.map((command, index) => [command, results[index]]));
    return commands.map((command) => {
      if (own.has(command)) return new DomainError('own-page');
      const result = resultOf.get(command);
      return result?.outcome === 'done' ? { ...result, command } : new DomainError('insufficient-balance');
    });
  }

  /** Rewards of a page by one of its authors. */
  private async ownPages(tx: Pipeline, commands: readonly GiveCommand[]): Promise<Set<GiveCommand>> {
    const toPages = commands.filter(({ to }) => !to.comment);
    const readers = toPages.map(({ siteId, pageId, reader }) => ({ siteId, pageId, readerId: reader.id }));
    const own = await this.authors.ownPages(tx, readers);
    return new Set(toPages.filter(({ pageId, reader }) => own.has(pageReaderKey({ pageId, readerId: reader.id }))));
  }
}

/** A page's rewards are among its counters, a comment's are shown with the comment. */
function effectOf({ siteId, pageId, to, amount }: GiveCommand): Omit<PageWrite<never>, 'answer'> {
  const target = { siteId, targetId: to.comment?.id ?? pageId };
  return {
    rises: [
      { ...target, metric: METRIC.rewardsCount, by: 1 },
      { ...target, metric: METRIC.rewardsAmount, by: amount },
    ],
    counters: !to.comment,
    comments: to.comment !== null,
  };
}

function assertAmount({ site, amount }: Giving): void {
  if (amount <= site.limits.rewardMax) return;
  const message = `must be at most ${site.limits.rewardMax}`;
  throw new DomainError('invalid-request', { errors: [{ path: '/amount', message }] });
}
