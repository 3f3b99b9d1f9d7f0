import type { Me, PublicSite, ReactionAnswer, Reversal, Reward, Share, ShareChannel } from '@afterword/contracts';
import type { CallOptions } from '../client';
import type { PageStore } from '../page-store';
import { UI_LIMITS } from '../ui';
import { ReactionSync } from './reaction-sync';
import { IdempotencyKeys } from './idempotency-keys';
import type { RewardTarget } from './reward-target';
import { withReader } from './sessions';
import { onePerKey } from '../one-per-key';

/** What a reader does to a page, whichever element they do it in. Everything here throws a `Failure`. */
export class PageWriter {
  readonly idempotencyKeys = new IdempotencyKeys();
  private readonly shares = new Map<ShareChannel, Promise<Share>>();
  private readonly reactionSync: ReactionSync;

  private constructor(readonly page: PageStore) {
    this.reactionSync = new ReactionSync(page.pendingReactions, (kind, wanted) => this.sendReaction(kind, wanted));
    void this.readLimits();
  }

  /** One for each page: keys and wishes are the page's, not an element's. */
  static readonly of = onePerKey((page: PageStore) => new PageWriter(page));

  /** Has the reader's wish stored. @returns what is stored now, or null where an earlier call is at it already */
  async react(kind: string): Promise<boolean | null> {
    try {
      return await this.reactionSync.sync(kind);
    } finally {
      this.page.touched();
    }
  }

  /** What rewards the page, and takes it back. */
  get rewardTarget(): RewardTarget {
    const { page } = this;
    const set = ({ counters }: Reward, change: number) => {
      const { reactions, rewarded } = page.viewer;
      page.set(counters, { reactions, rewarded: rewarded + change });
    };
    return {
      give: async (amount) => {
        const reward = await this.idempotencyKeys.run(`reward ${amount}`, (key) =>
          this.send<Reward>('POST', `${page.path}/rewards`, { key, body: { amount } }),
        );
        set(reward, amount);
        return reward;
      },
      takeBack: async (id, amount) => {
        const reversal = await this.send<Reversal>('DELETE', `/v1/rewards/${id}`);
        if ('counters' in reversal) set(reversal, -amount);
        return reversal;
      },
    };
  }

  isShared(channel: ShareChannel): boolean {
    return this.shares.has(channel);
  }

  /** The page's short link for a channel. It is one share, however often the reader then passes it on. */
  share(channel: ShareChannel): Promise<Share> {
    let share = this.shares.get(channel);
    if (!share) {
      share = this.makeShare(channel).catch((error: unknown) => {
        this.shares.delete(channel);
        throw error;
      });
      this.shares.set(channel, share);
    }
    return share;
  }

  /** What the reader's wallet holds. */
  async balance(): Promise<number> {
    const { session } = this.page;
    const { wallet } = await withReader(session, (token) => session.client.call<Me>('GET', '/v1/me', { token }));
    return wallet.balance;
  }

  /** A reader's write. The first one on a page tells the service where the page is. */
  async send<Answer>(
    method: string,
    path: string,
    options: Omit<CallOptions, 'token'> = {},
    name?: string,
  ): Promise<Answer> {
    const { session } = this.page;
    const call = (token: string) => session.client.call<Answer>(method, path, { ...options, token });
    const answer = await this.page.during(withReader(session, call, name));
    this.describe();
    return answer;
  }

  private async makeShare(channel: ShareChannel): Promise<Share> {
    const share = await this.idempotencyKeys.run(`share ${channel}`, (key) =>
      this.send<Share>('POST', `${this.page.path}/shares`, { key, body: { channel } }),
    );
    this.page.set(share.counters);
    return share;
  }

  private async sendReaction(kind: string, wanted: boolean): Promise<void> {
    const path = `${this.page.path}/reactions/${encodeURIComponent(kind)}`;
    const { counters, viewer } = await this.send<ReactionAnswer>(wanted ? 'PUT' : 'DELETE', path);
    this.page.set(counters, viewer);
  }

  /** What the service holds anyway is offered as the site has it. */
  private async readLimits(): Promise<void> {
    const { session } = this.page;
    const site = await session.client.call<PublicSite>('GET', session.path).catch(() => null);
    session.limits = { ...UI_LIMITS, ...site?.limits };
    this.page.touched();
  }

  /** It matters for short links only, so it never stands in the way of what the reader did. */
  private describe(): void {
    const { session, path, description } = this.page;
    if (this.page.described) return;
    this.page.described = true;
    const body = { url: description.url.slice(0, UI_LIMITS.url), title: description.title.slice(0, UI_LIMITS.title) };
    session.client.call('PUT', path, { token: session.current?.token, body }).catch(() => undefined);
  }
}
