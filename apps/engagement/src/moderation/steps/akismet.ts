import type { Step } from './step';

/** Akismet's judgement. It holds; what Akismet is surest of is rejected where the site says so. */
export const akismet: Step = {
  name: 'akismet',
  fails: ({ akismet }) => akismet?.fails ?? 'open',
  isOn: ({ akismet }) => akismet !== null,
  check: async ({ site, body, isReply, facts }) => {
    const settings = site.moderation.akismet;
    if (!settings) return null;
    const verdict = await facts.akismetVerdict({ body, isReply }, settings);
    if (verdict === 'ham') return null;
    if (verdict === 'spam')
      return { verdict: 'hold', reason: 'Akismet takes the comment for spam.', code: 'akismet-spam' };
    return { verdict: settings.discard, reason: 'Akismet is sure that the comment is spam.', code: 'akismet-sure' };
  },
};
