import type { Step } from './step';

/** The site's mode: every comment is held, or none is taken. */
export const mode: Step = {
  name: 'mode',
  fails: 'closed',
  isOn: ({ mode }) => mode === 'pre' || mode === 'closed',
  check: ({ site }) =>
    site.moderation.mode === 'closed'
      ? { verdict: 'reject', reason: 'Comments are closed on this site.', code: 'closed' }
      : { verdict: 'hold', reason: 'A moderator reads every comment before it is published.', code: 'approval' },
};
