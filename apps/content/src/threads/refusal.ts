import type { DomainError, ProblemCode } from '@afterword/platform';
import type { FormError } from './comment-form';

const REFUSALS: Partial<Record<ProblemCode, FormError>> = {
  'page-closed': { field: null, text: 'Comments are closed.' },
  'name-reserved': { field: 'name', text: 'That name is reserved. Choose another.' },
  'guests-not-allowed': { field: null, text: 'Sign in to this site to comment.' },
  'proof-required': {
    field: null,
    text: 'This site is checking new guests at the moment, which needs JavaScript. Turn it on, or try again in a minute.',
  },
  'rate-limited': { field: null, text: 'You’re going a bit fast. Try again in a minute.' },
  unavailable: {
    field: null,
    text: 'Couldn’t send. The server isn’t responding. Your text is still here: try again in a moment.',
  },
};

/** The message for a refusal by engagement. Null for errors that are not about the form. */
export const refusalOf = (error: DomainError): FormError | null =>
  error.code === 'invalid-request' ? invalid(error) : (REFUSALS[error.code] ?? null);

/** A site may have narrower limits than content checks, and the parent may have been deleted meanwhile. */
function invalid(error: DomainError): FormError | null {
  const [first] = error.toProblem().errors ?? [];
  if (first?.path === '/parentId')
    return { field: null, text: 'The comment you’re replying to is no longer available.' };
  if (first?.path === '/body') return { field: 'body', text: `The comment ${first.message}.` };
  if (first?.path === '/name') return { field: 'name', text: `The name ${first.message}.` };
  return null;
}
