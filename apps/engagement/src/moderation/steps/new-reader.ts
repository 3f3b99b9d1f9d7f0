import type { Step } from './step';

/** A reader's first comments are held until a moderator has approved enough of them. */
export const newReader: Step = {
  name: 'new-reader',
  fails: 'closed',
  isOn: ({ mode }) => mode === 'first',
  check: async ({ site, facts }) => {
    const needed = site.moderation.firstComments;
    const published = await facts.publishedUpTo(needed);
    if (published >= needed) return null;
    const first = needed === 1 ? 'first comment' : `first ${needed} comments`;
    return {
      verdict: 'hold',
      reason: `A moderator reads a reader's ${first} before publication.`,
      code: 'new-reader',
      values: { count: needed },
    };
  },
};
