import type { Step } from './step';

/** Comments in a language that the site does not take. Held and never rejected: short or mixed texts are easily taken for something else. */
export const language: Step = {
  name: 'language',
  fails: 'open',
  isOn: ({ languages }) => languages.length > 0,
  check: async ({ site, likelyLanguages }) => {
    const likely = await likelyLanguages();
    const [likeliest] = likely;
    if (!likeliest || likely.some((one) => site.moderation.languages.includes(one))) return null;
    const name = new Intl.DisplayNames('en', { type: 'language' }).of(likeliest) ?? likeliest;
    return {
      verdict: 'hold',
      reason: `The comment seems to be in another language: ${name}.`,
      code: 'other-language',
      values: { language: likeliest },
    };
  },
};
