import {
  characterCount,
  CreateCommentSchema,
  CreateSessionSchema,
  hasAtMost,
  hasVisibleText,
  LIMITS,
} from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { TRAP_FIELD } from '@afterword/ui';
import { z } from 'zod';

/** The fields of a comment form as sent, valid or not. */
export interface CommentForm {
  body: string;
  name: string;
  parentId: string | undefined;
  /** Distinguishes two forms with the same text. The article page, which is cached for all readers, has none. */
  nonce: string | undefined;
  /** The version of the article that the reader had open. */
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

/** Reads the form and keeps invalid text, so that it can be shown again. @throws DomainError `invalid-request` for a bad parent */
export function commentForm(fields: ReadonlyMap<string, string>): CommentForm {
  const parent = fields.get('parent');
  const parentId = hidden.parent.parse(parent);
  // Else a reply would be posted as a top-level comment.
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

/** True where the hidden field is filled in, as programs do. */
export const isTrapped = (fields: ReadonlyMap<string, string>): boolean => (fields.get(TRAP_FIELD) ?? '') !== '';

/** Why a comment was not posted, for its author. */
export interface FormError {
  /** The field to mark; null for the form as a whole. */
  field: 'body' | 'name' | null;
  text: string;
}

/** Checks what can be checked without engagement; null where nothing is wrong. */
export function validateForm({ body, name }: CommentForm): FormError | null {
  if (!hasVisibleText(body)) return { field: 'body', text: 'Write something first.' };
  const text = body.trimEnd();
  if (!hasAtMost(text, LIMITS.commentBodyLength)) return { field: 'body', text: tooLong(characterCount(text)) };
  if (!CreateCommentSchema.shape.body.safeParse(body).success) {
    return { field: 'body', text: 'The comment contains characters that can’t be stored.' };
  }
  if (!hasAtMost(name.trim(), LIMITS.readerNameLength)) {
    return { field: 'name', text: `A name can have up to ${LIMITS.readerNameLength} characters.` };
  }
  if (!CreateSessionSchema.safeParse(name.trim() === '' ? {} : { name }).success) {
    return { field: 'name', text: 'The name contains characters that can’t be stored.' };
  }
  return null;
}

const count = new Intl.NumberFormat('en');
const tooLong = (length: number) =>
  `The comment has ${count.format(length)} characters. The limit is ${count.format(LIMITS.commentBodyLength)}.`;
