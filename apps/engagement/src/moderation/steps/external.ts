import type { Step } from './step';

/** A classifier of the site's own. Asked last: what the steps before have rejected is not sent. */
export const external: Step = {
  name: 'external',
  fails: ({ external }) => external?.fails ?? 'open',
  isOn: ({ external }) => external !== null,
  check: async ({ site, body, html, isReply, facts }) => {
    const settings = site.moderation.external;
    if (!settings) return null;
    const { verdict, reason, matches } = await facts.externalAnswer({ body, html, isReply }, settings);
    if (verdict === 'publish') return null;
    if (reason !== undefined) return { verdict, reason, matches };
    return { verdict, reason: 'The check of this site did not let the comment pass.', code: 'external', matches };
  },
};
