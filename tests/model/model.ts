import type { Counters } from '@afterword/contracts';

/** What the service should hold, kept in the simplest way that there is. */
export interface ModelComment {
  id: string;
  page: string;
  parentId: string | null;
  author: number;
  body: string;
  deleted: boolean;
  likes: Set<number>;
  rewards: ModelReward[];
}

export interface ModelReward {
  id: string;
  giver: number;
  amount: number;
  /** Who got the points, where it was for a comment. */
  taker: number | null;
}

export class Model {
  readonly comments: ModelComment[] = [];
  readonly likes = new Map<string, Set<number>>();
  /** The readers who have shared a page: each counts once. */
  readonly shares = new Map<string, Set<number>>();
  readonly rewards = new Map<string, ModelReward[]>();
  readonly balances: number[];
  /** The reader who wrote a page; absent or null where nobody is named. */
  readonly authors = new Map<string, number | null>();

  constructor(
    readonly pages: readonly string[],
    readers: number,
    startingBalance: number,
  ) {
    this.balances = Array<number>(readers).fill(startingBalance);
    for (const page of pages) {
      this.likes.set(page, new Set());
      this.shares.set(page, new Set());
      this.rewards.set(page, []);
    }
  }

  counters(page: string): Counters {
    const rewards = this.rewards.get(page) ?? [];
    return {
      comments: this.comments.filter((comment) => comment.page === page && !comment.deleted).length,
      shares: this.shares.get(page)?.size ?? 0,
      rewards: { count: rewards.length, amount: rewards.reduce((sum, { amount }) => sum + amount, 0) },
      reactions: { like: this.likes.get(page)?.size ?? 0 },
    };
  }

  /** Comments that lists show below a parent, the oldest first: published ones, and tombstones that hold some. */
  listed(page: string, parentId: string | null): ModelComment[] {
    return this.comments.filter(
      (comment) => comment.page === page && comment.parentId === parentId && this.isListed(comment),
    );
  }

  isListed(comment: ModelComment): boolean {
    return !comment.deleted || this.listed(comment.page, comment.id).length > 0;
  }

  /** Top-level comments as the sort `top` has them: by likes, then the newest. */
  top(page: string): ModelComment[] {
    const newest = this.listed(page, null).reverse();
    return newest.sort((a, b) => b.likes.size - a.likes.size);
  }
}
