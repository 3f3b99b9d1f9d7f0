import type { CommentReward, CommentViewer, Reward, Site } from '@afterword/contracts';
import {
  DomainError,
  type GroupCommit,
  type IdempotencyKey,
  type Pipeline,
  type ReaderPrincipal,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CommentReader, type CommentRow, CommentsRepository, type CommentViewers } from '../comments';
import { CountersRepository, CounterTally, METRIC, toCounters, toRewards } from '../counters';
import { type AccountRow, RewardBatchService, type RewardCommand, type Rewarded } from '../ledger';
import { type LockedPage, type PageCommand, type PageWrite, PageWrites } from '../page-writes';
import { PageAuthorsRepository, pageReaderKey } from '../page-authors';
import { PagesRepository } from '../pages';

interface Giving {
  site: Site;
  principal: ReaderPrincipal;
  /** Whole points. */
  amount: number;
  key: IdempotencyKey;
}

interface GiveCommand extends PageCommand {
  site: Site;
  amount: number;
  to: Rewarded;
}

/** What a batch of rewards has to know, as it is when the pages are locked. */
interface Known {
  /** Rewards of a page by one of its authors. */
  own: ReadonlySet<GiveCommand>;
  /** Those that are there. */
  accounts: readonly AccountRow[];
  counters: CounterTally;
  /** What the givers did to the comments that they reward. */
  viewers: CommentViewers;
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
    private readonly counters: CountersRepository,
    private readonly comments: CommentsRepository,
    private readonly commentReader: CommentReader,
  ) {
    this.commit = writes.create<GiveCommand, Reward | CommentReward, Known>({
      name: 'rewards',
      read: (tx, commands) => this.read(tx, commands),
      write: (tx, commands, { pages, known }) => this.write(tx, commands, pages, known),
    });
  }

  /** @throws DomainError `own-page`, `insufficient-balance`, `invalid-request` for more than the site allows */
  async toPage(giving: Giving & { pageKey: string }): Promise<Reward> {
    assertAmount(giving);
    const { site, pageKey, amount, key } = giving;
    const { reader } = giving.principal;
    const reward = await this.pages.withId(site.id, pageKey, (pageId) =>
      this.commit.run({ site, siteId: site.id, pageId, reader, amount, key, to: { pageId, comment: null } }),
    );
    return reward as Reward;
  }

  /** The points go to the comment's author. @throws DomainError as `toPage`, but `own-comment` */
  async toAuthor(giving: Giving & { comment: CommentRow }): Promise<CommentReward> {
    assertAmount(giving);
    const { site, comment, amount, key } = giving;
    const { reader } = giving.principal;
    const { id, siteId, pageId, readerId: authorId } = comment;
    if (authorId === reader.id) throw new DomainError('own-comment');
    const to = { pageId, comment: { id, authorId } };
    return (await this.commit.run({ site, siteId, pageId, reader, amount, key, to })) as CommentReward;
  }

  private async read(tx: Pipeline, commands: readonly GiveCommand[]): Promise<Known> {
    const [own, accounts, counters, viewers] = await Promise.all([
      this.ownPages(tx, commands),
      this.ledger.lock(tx, commands.map(rewardOf)),
      this.counters.ofTargets(commands.map(targetOf), tx),
      this.commentReader.viewersOf(
        commands
          .filter(({ to }) => to.comment)
          .map((command) => ({ ...targetOf(command), readerId: command.reader.id })),
        tx,
      ),
    ]);
    return { own, accounts, counters: new CounterTally(counters), viewers };
  }

  private write(
    tx: Pipeline,
    commands: readonly GiveCommand[],
    locked: ReadonlyMap<string, LockedPage>,
    { own, accounts, counters, viewers }: Known,
  ): (PageWrite<Reward | CommentReward> | Error)[] {
    const allowed = commands.filter((command) => !own.has(command));
    const results = this.ledger.reward(tx, allowed.map(rewardOf), accounts);
    const resultOf = new Map(allowed.map((command, index) => [command, results[index]]));
    const given = new GivenPoints(viewers);
    const writes = commands.map((command) => {
      if (own.has(command)) return new DomainError('own-page');
      const result = resultOf.get(command);
      if (result?.outcome !== 'done') return new DomainError('insufficient-balance');
      const effect = effectOf(command);
      for (const rise of effect.rises) counters.raise(rise);
      const { id, balance } = result;
      const rows = counters.of(targetOf(command).targetId);
      const { site, to } = command;
      const answer = to.comment
        ? { id, balance, rewards: toRewards(rows), viewer: given.by(command, to.comment.id) }
        : { id, balance, counters: toCounters(site.reactionKinds, rows) };
      return { ...effect, answer };
    });
    const onComments = commands.filter(({ to }, index) => to.comment && !(writes[index] instanceof Error));
    const marks = onComments.map((command) => ({
      siteId: command.siteId,
      id: targetOf(command).targetId,
      version: locked.get(command.pageId)?.nextCommentsVersion ?? 0,
    }));
    tx.send(this.comments.markChanged(tx, marks));
    return writes;
  }

  /** Rewards of a page by one of its authors. */
  private async ownPages(tx: Pipeline, commands: readonly GiveCommand[]): Promise<Set<GiveCommand>> {
    const toPages = commands.filter(({ to }) => !to.comment);
    const readers = toPages.map(({ siteId, pageId, reader }) => ({ siteId, pageId, readerId: reader.id }));
    const own = await this.authors.ownPages(tx, readers);
    return new Set(toPages.filter(({ pageId, reader }) => own.has(pageReaderKey({ pageId, readerId: reader.id }))));
  }
}

/** What the givers of a batch did to comments, with what they give in it. */
class GivenPoints {
  private readonly points = new Map<string, number>();

  constructor(private readonly before: CommentViewers) {}

  by({ reader, amount }: GiveCommand, commentId: string): CommentViewer {
    const viewer = this.before.of(commentId, reader.id);
    const key = `${commentId}/${reader.id}`;
    const rewarded = (this.points.get(key) ?? viewer.rewarded) + amount;
    this.points.set(key, rewarded);
    return { ...viewer, rewarded };
  }
}

const rewardOf = ({ site, reader, to, amount }: GiveCommand): RewardCommand => ({
  site,
  readerId: reader.id,
  to,
  amount,
});

const targetOf = ({ siteId, pageId, to }: GiveCommand) => ({ siteId, targetId: to.comment?.id ?? pageId });

/** A page's rewards are among its counters, a comment's are shown with the comment. */
function effectOf(command: GiveCommand): Omit<PageWrite<never>, 'answer'> {
  const { to, amount } = command;
  const target = targetOf(command);
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
