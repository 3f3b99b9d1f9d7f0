/** A reward that was given or taken back. */
interface RewardResult {
  id: string;
  /** What is left in the reader's wallet. */
  balance: number;
}

/** What a reward goes to: a page, or the author of a comment. Both methods throw a `Failure`. */
export interface RewardTarget {
  /** @param isPublic whether the reader's name may be shown among the supporters of a page */
  give(amount: number, isPublic: boolean): Promise<RewardResult>;
  takeBack(id: string, amount: number): Promise<RewardResult>;
}
