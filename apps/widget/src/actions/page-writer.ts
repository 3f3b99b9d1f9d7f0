import type { Me, PublicSite, ReactionAnswer, Reversal, Reward, Share, ShareChannel } from '@afterword/contracts';
import { pageAddress } from '../addresses';
import type { CallOptions } from '../client';
import { failureOf } from '../failure';
import type { PageDescription, PageStore } from '../page-store';
import { UI_LIMITS } from '../ui';
import { ReactionSync } from './reaction-sync';
import { IdempotencyKeys } from './idempotency-keys';
import type { RewardTarget } from './reward-target';
import { withReader } from './sessions';
import { onePerKey } from '../one-per-key';

/** What a host's title may hold and the service refuses: line breaks, marks of direction, hyphens and spaces without a glyph. */
const UNFIT = /[\p{Cc}\p{Bidi_C}\xad\u200b\ufeff]+/gu;

/** A reader's writes to a page, shared by its elements. Every method throws a `Failure`. */
export class PageWriter {
  readonly idempotencyKeys = new IdempotencyKeys();
  private readonly shares = new Map<ShareChannel, Promise<Share>>();
  private readonly reactionSync: ReactionSync;
  private describing?: Promise<void> | null;

  private constructor(readonly page: PageStore) {
    this.reactionSync = new ReactionSync(page.pendingReactions, (kind, wanted) => this.sendReaction(kind, wanted));
    void this.readSite();
  }

  /** One per page: idempotency keys and pending reactions belong to the page, not to an element. */
  static readonly of = onePerKey((page: PageStore) => new PageWriter(page));

  /** What describes the page now. Read when it is needed: hosts change titles and addresses at any time. */
  get description(): PageDescription {
    return [...this.page.describers].at(-1)?.() ?? { url: location.href, title: document.title };
  }

  /** Stores the pending reaction. @returns the stored state, or null if an earlier call is already storing it */
  async react(kind: string): Promise<boolean | null> {
    try {
      return await this.reactionSync.sync(kind);
    } finally {
      this.page.tellWatchers();
    }
  }

  /** The reader is named among the page's supporters no longer. @throws Failure */
  withdrawName(): Promise<unknown> {
    return this.send('DELETE', `${this.page.path}/supporters/me`);
  }

  /** Gives and takes back rewards of the page. */
  get rewardTarget(): RewardTarget {
    const { page } = this;
    const set = ({ counters }: Reward, change: number) => {
      const { reactions, rewarded } = page.viewer;
      page.set(counters, { reactions, rewarded: rewarded + change });
    };
    return {
      give: async (amount, isPublic) => {
        const reward = await this.idempotencyKeys.run(`reward ${amount} ${isPublic}`, (key) =>
          this.send<Reward>('POST', `${page.path}/rewards`, {
            key,
            body: { amount, ...(isPublic && { public: true }) },
          }),
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

  /** The page's short link for a channel. Created once: it counts as one share, however often it is used. */
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

  /** The reader's balance in points. */
  async balance(): Promise<number> {
    const { session } = this.page;
    const { wallet } = await withReader(session, (token) => session.client.call<Me>('GET', '/v1/me', { token }));
    return wallet.balance;
  }

  /** Sends a write with the reader's session. The first one on a page also sends the page's address. */
  async send<Answer>(
    method: string,
    path: string,
    options: Omit<CallOptions, 'token'> = {},
    name?: string,
  ): Promise<Answer> {
    const { session } = this.page;
    const { description } = this;
    const call = (token: string) => session.client.call<Answer>(method, path, { ...options, token });
    const answer = await this.page.during(withReader(session, call, name));
    this.describing ??= this.describe(description).finally(() => (this.describing = null));
    return answer;
  }

  private async makeShare(channel: ShareChannel): Promise<Share> {
    const { url } = this.description;
    const share = await this.idempotencyKeys.run(`share ${channel}`, (key) =>
      this.send<Share>('POST', `${this.page.path}/shares`, { key, body: { channel } }),
    );
    this.page.set(share.counters);
    await this.describing;
    // A short link leads nowhere if the service has refused the page's addresses.
    return this.page.url === '' ? { ...share, url } : share;
  }

  private async sendReaction(kind: string, wanted: boolean): Promise<void> {
    const path = `${this.page.path}/reactions/${encodeURIComponent(kind)}`;
    const { counters, viewer } = await this.send<ReactionAnswer>(wanted ? 'PUT' : 'DELETE', path);
    this.page.set(counters, viewer);
  }

  /** Reads what the site allows, which the service enforces anyway, to offer only that, and where links can be passed on to. */
  private async readSite(): Promise<void> {
    const { session } = this.page;
    const site = await session.client.call<PublicSite>('GET', session.path).catch(() => null);
    session.limits = { ...UI_LIMITS, ...site?.limits };
    session.targets = site?.shareTargets ?? [];
    this.page.tellWatchers();
  }

  /** Sends the page's address and title, once. Only short links need them. */
  private async describe({ url, title }: PageDescription): Promise<void> {
    const { page } = this;
    if (page.url !== null) return;
    const { session, path } = page;
    // The canonical link may be on an origin that the site does not list; the document is on one that it lists. A key that is a URL
    // allows no other address.
    const key = page.address.page;
    for (const address of new Set([url, pageAddress(location.href, false), ...(/^https?:/.test(key) ? [key] : [])])) {
      const send = (body: { url: string; title?: string }) =>
        session.client.call('PUT', path, { token: session.current?.token, body });
      const named = Array.from(title.replace(UNFIT, ' ')).slice(0, UI_LIMITS.title).join('');
      try {
        // A title that the service does not take keeps no page from its address.
        await send({ url: address, title: named }).catch((error: unknown) => {
          if (failureOf(error).kind !== 'invalid-request') throw error;
          return send({ url: address });
        });
        page.url = address;
      } catch (error) {
        const { kind } = failureOf(error);
        if (kind === 'page-described') page.url = address;
        else if (kind !== 'url-not-allowed' && kind !== 'invalid-request') return;
      }
      if (page.url) return;
    }
    page.url = '';
  }
}
