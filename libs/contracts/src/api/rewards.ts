import { z } from 'zod';
import { LIMITS } from '../limits';
import { CountersSchema } from './counters';

export const CreateRewardSchema = z.strictObject({
  /** Whole points. */
  amount: z.int().min(LIMITS.rewardMin).max(LIMITS.rewardMax),
});

export const RewardSchema = z.object({
  id: z.uuid(),
  /** What is left in the reader's wallet, in whole points. */
  balance: z.int().min(0),
  counters: CountersSchema,
});
export type Reward = z.infer<typeof RewardSchema>;
