import { CreateCommentSchema, CreateSessionSchema, LIMITS } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { TRAP_FIELD } from '@afterword/ui';
import { z } from 'zod';

/** A comment as a reader sent it, right or wrong. */
export interface CommentForm {
  body: string;
  name: string;
  parentId: string | undefined;
  /** Tells two forms apart whose text is the same; a page that is the same for all readers has none. */
  nonce: string | undefined;
  /** Which version of the article it was read in. */
  version: string | undefined;
}

/** The names of the hidden fields. */
export const FIELD = { nonce: 'nonce', version: 'version' } as const;

const hidden = {
  parent: z.uuid().optional().catch(undefined),
  nonce: z.uuid().optional().catch(undefined),
  version: z
    .string()
    .regex(/^[A-Za-z\d-]{1,35}$/)
    .optional()
    .catch(undefined),
};

/** What the form says, with nothing lost that a reader typed. @throws DomainError `invalid-request` for what no form of ours sends */
export function commentForm(fields: ReadonlyMap<string, string>): CommentForm {
  const parent = fields.get('parent');
  const parentId = hidden.parent.parse(parent);
  // A reply must not become a comment of its own.
  if (parent !== undefined && parentId === undefined) {
    throw new DomainError('invalid-request', { errors: [{ path: 'parent', message: 'must be the id of a comment' }] });
  }
  return {
    body: fields.get('body') ?? '',
    name: fields.get('name') ?? '',
    parentId,
    nonce: hidden.nonce.parse(fields.get(FIELD.nonce)),
    version: hidden.version.parse(fields.get(FIELD.version)),
  };
}

/** True where a field is filled in that nobody sees. */
export const isTrapped = (fields: ReadonlyMap<string, string>): boolean => (fields.get(TRAP_FIELD) ?? '') !== '';

export interface Wrong {
  field: 'body' | 'name' | null;
  text: string;
}

/** What can be said without asking anybody, or null. */
export function faultOf({ body, name }: CommentForm): Wrong | null {
  if (body.trim() === '') return { field: 'body', text: 'There is nothing to post yet: the comment is empty.' };
  if (body.trim().length > LIMITS.commentBodyLength) return { field: 'body', text: tooLong(body.trim().length) };
  if (!CreateCommentSchema.shape.body.safeParse(body).success) {
    return { field: 'body', text: 'The comment holds characters that cannot be stored.' };
  }
  if (name.trim().length > LIMITS.readerNameLength) {
    return { field: 'name', text: `A name has ${LIMITS.readerNameLength} characters at most.` };
  }
  if (!CreateSessionSchema.safeParse(name.trim() === '' ? {} : { name }).success) {
    return { field: 'name', text: 'The name holds characters that cannot be stored.' };
  }
  return null;
}

const count = new Intl.NumberFormat('en');
const tooLong = (length: number) =>
  `The comment has ${count.format(length)} characters; ${count.format(LIMITS.commentBodyLength)} fit.`;
