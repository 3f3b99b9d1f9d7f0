import { fingerprintOf } from '../fingerprint';
import type { Step } from './step';

/** How many other readers must have posted nearly the same text on one day before it looks like a campaign. */
const OTHER_READERS = 2;

/** A text that nearly repeats one of the last day. Short texts such as "Thank you!" are nobody's own and never count. */
export const repeats: Step = {
  name: 'repeats',
  fails: 'open',
  isOn: ({ repeats }) => repeats,
  check: async ({ body, facts }) => {
    const fingerprint = fingerprintOf(body);
    if (fingerprint === null) return null;
    const { own, otherReaders } = await facts.nearDuplicates(fingerprint);
    if (own > 0)
      return {
        verdict: 'hold',
        reason: 'The reader has posted nearly the same text within a day.',
        code: 'own-repeat',
      };
    if (otherReaders < OTHER_READERS) return null;
    return {
      verdict: 'hold',
      reason: `${otherReaders} other readers have posted nearly the same text within a day.`,
      code: 'campaign',
      values: { count: otherReaders },
    };
  },
};
