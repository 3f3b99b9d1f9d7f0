import { z } from 'zod';
import { LIMITS } from '../limits';
import { CommentViewerSchema } from './comments';
import { CountersSchema } from './counters';

export const CreateRewardSchema = z.strictObject({
  /** Whole points. */
  amount: z.int().min(LIMITS.rewardMin).max(LIMITS.rewardMax),
  /** Whether readers see the giver's name among supporters. A guest without a name is counted only. */
  public: z.boolean().default(false),
});

export const RewardSchema = z.object({
  id: z.uuid(),
  /** The new balance of the reader's wallet, in whole points. */
  balance: z.int().min(0),
  counters: CountersSchema,
});
export type Reward = z.infer<typeof RewardSchema>;

/** A reward for a comment, or its reversal. */
export const CommentRewardSchema = z.object({
  id: z.uuid(),
  /** The new balance of the reader's wallet, in whole points. */
  balance: z.int().min(0),
  /** The comment's total rewards. */
  rewards: z.object({ count: z.int().min(0), amount: z.int().min(0) }),
  viewer: CommentViewerSchema,
});
export type CommentReward = z.infer<typeof CommentRewardSchema>;

/** The response to undoing a reward. `id` is the id of the reversal. The operator has no `viewer`. */
export const ReversalSchema = z.union([
  RewardSchema,
  CommentRewardSchema.extend({ viewer: CommentViewerSchema.nullable() }),
]);
export type Reversal = z.infer<typeof ReversalSchema>;
