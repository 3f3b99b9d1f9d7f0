import type { DomainError, ProblemCode } from '@afterword/platform';
import type { FormError } from './comment-form';

const REFUSALS: Partial<Record<ProblemCode, FormError>> = {
  'page-closed': { field: null, text: 'This page takes no new comments.' },
  'name-reserved': { field: 'name', text: 'The site keeps this name for its staff. Take another one.' },
  'guests-not-allowed': { field: null, text: 'This site wants its readers to sign in before they write.' },
  'proof-required': {
    field: null,
    text: 'New guests have to prove some work at the moment, which needs JavaScript. Try again in a minute, or with JavaScript.',
  },
  'rate-limited': { field: null, text: 'That was a lot in a short time. Wait a minute, then post again.' },
  unavailable: {
    field: null,
    text: 'Comments cannot be stored right now. Your text is still here: post it again in a moment.',
  },
};

/** The message for a refusal by engagement. Null for errors that are not about the form. */
export const refusalOf = (error: DomainError): FormError | null =>
  error.code === 'invalid-request' ? invalid(error) : (REFUSALS[error.code] ?? null);

/** A site may have narrower limits than content checks, and the parent may have been deleted meanwhile. */
function invalid(error: DomainError): FormError | null {
  const [first] = error.toProblem().errors ?? [];
  if (first?.path === '/parentId') return { field: null, text: 'The comment that you answer is no longer there.' };
  if (first?.path === '/body') return { field: 'body', text: `The comment ${first.message}.` };
  if (first?.path === '/name') return { field: 'name', text: `The name ${first.message}.` };
  return null;
}
