/** A reward that was given or taken back. */
interface RewardResult {
  id: string;
  /** What is left in the reader's wallet. */
  balance: number;
}

/** What a reward goes to: a page, or the author of a comment. Both methods throw a `Failure`. */
export interface RewardTarget {
  give(amount: number): Promise<RewardResult>;
  takeBack(id: string, amount: number): Promise<RewardResult>;
}
