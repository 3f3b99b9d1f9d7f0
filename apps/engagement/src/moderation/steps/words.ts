import { languages as allLanguages } from '@afterword/contracts';
import { siteWords } from '../words/site-words';
import type { Draft, Step } from './step';

/**
 * What of a list is in a text. Where the text is too short to tell its language, it may be in each language that the site takes, or in any where the
 * site says nothing of that.
 */
function found({ site, body, likelyLanguages }: Draft, entries: readonly string[]): Promise<string[]> {
  const { languages } = site.moderation;
  return siteWords(entries).find(body, async () => {
    const likely = await likelyLanguages();
    if (likely.length > 0) return likely;
    return languages.length > 0 ? languages : allLanguages;
  });
}

/** Words that a comment must not contain. The author is not told which, so that the list cannot be probed word by word. */
export const blockedWords: Step = {
  name: 'blocked-words',
  fails: 'closed',
  isOn: ({ blockedWords }) => blockedWords.length > 0,
  check: async (draft) => {
    const matches = await found(draft, draft.site.moderation.blockedWords);
    if (matches.length === 0) return null;
    return {
      verdict: 'reject',
      reason: 'The comment contains words that are not allowed here.',
      code: 'blocked-words',
      matches,
    };
  },
};

/** Words for which a moderator reads the comment first. */
export const heldWords: Step = {
  name: 'held-words',
  fails: 'closed',
  isOn: ({ heldWords }) => heldWords.length > 0,
  check: async (draft) => {
    const matches = await found(draft, draft.site.moderation.heldWords);
    if (matches.length === 0) return null;
    return {
      verdict: 'hold',
      reason: 'The comment contains words that a moderator looks at first.',
      code: 'held-words',
      matches,
    };
  },
};
