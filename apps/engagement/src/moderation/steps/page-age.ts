import type { Step } from './step';

const DAY_MS = 86_400_000;

/** Pages take no new comments some days after they came into being. Replies count as comments. */
export const pageAge: Step = {
  name: 'page-age',
  fails: 'open',
  isOn: ({ closeAfterDays }) => closeAfterDays !== null,
  check: async ({ site, facts }) => {
    const days = site.moderation.closeAfterDays ?? Infinity;
    const createdAt = await facts.pageCreatedAt();
    if (!createdAt || Date.now() - createdAt.getTime() < days * DAY_MS) return null;
    return {
      verdict: 'reject',
      reason: `Comments on this page closed ${days} days after it was published.`,
      code: 'page-age',
      values: { count: days },
    };
  },
};
