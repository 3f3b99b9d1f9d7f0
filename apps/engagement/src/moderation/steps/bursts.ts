import type { Step } from './step';

/** Many comments of one reader within a short time. */
export const bursts: Step = {
  name: 'bursts',
  fails: 'open',
  isOn: ({ burstComments }) => burstComments !== null,
  check: async ({ site, facts }) => {
    const { burstComments, burstMinutes } = site.moderation;
    const most = burstComments ?? Infinity;
    if ((await facts.postedWithin(burstMinutes, most)) < most) return null;
    return {
      verdict: 'hold',
      reason: `The reader has posted ${most} comments within ${burstMinutes} minutes.`,
      code: 'burst',
      values: { count: most, minutes: burstMinutes },
    };
  },
};
