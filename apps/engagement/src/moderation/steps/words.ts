import { wordList } from '../word-list';
import type { Step } from './step';

/** Words that a comment must not contain. The author is not told which, so that the list cannot be probed word by word. */
export const blockedWords: Step = {
  name: 'blocked-words',
  fails: 'closed',
  isOn: ({ blockedWords }) => blockedWords.length > 0,
  check: ({ site, body }) => {
    const matches = wordList(site.moderation.blockedWords).find(body);
    if (matches.length === 0) return null;
    return { verdict: 'reject', reason: 'The comment contains words that are not allowed here.', matches };
  },
};

/** Words for which a moderator reads the comment first. */
export const heldWords: Step = {
  name: 'held-words',
  fails: 'closed',
  isOn: ({ heldWords }) => heldWords.length > 0,
  check: ({ site, body }) => {
    const matches = wordList(site.moderation.heldWords).find(body);
    if (matches.length === 0) return null;
    return { verdict: 'hold', reason: 'The comment contains words that a moderator looks at first.', matches };
  },
};
