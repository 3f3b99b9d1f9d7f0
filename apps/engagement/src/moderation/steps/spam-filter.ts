import { HELD_FROM, opinionOf, tokensOf } from '../../spam-filter';
import type { Step } from './step';

/** What the site's own decisions say of the words of a text. Holds and never rejects: its judgement is a guess. */
export const spamFilter: Step = {
  name: 'spam-filter',
  fails: 'open',
  isOn: ({ spamFilter }) => spamFilter,
  check: async ({ body, facts }) => {
    const tokens = tokensOf(body);
    const opinion = opinionOf(tokens, await facts.spamEvidence(tokens.map(({ bucket }) => bucket)));
    if (!opinion || opinion.probability < HELD_FROM) return null;
    const reason = 'The comment resembles those that moderators of this site have marked as spam.';
    return { verdict: 'hold', reason, code: 'resembles-spam', matches: opinion.words };
  },
};
