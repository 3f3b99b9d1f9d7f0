import { z } from 'zod';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { httpUrl, isStorable, text, timestamp } from '../text';
import { pageKeySchema } from './page-key';

export const readerRoles = ['guest', 'member', 'moderator', 'staff'] as const;

export const AuthorSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The picture from the reader's site, as engagement passes it on, or else an image that engagement generates from the id. */
  avatarUrl: z.string().nullable(),
  role: z.enum(readerRoles),
});
export type Author = z.infer<typeof AuthorSchema>;

/** Creates a guest session, with or without a name, or a session for the reader in a single sign-on token. */
export const CreateSessionSchema = z
  .strictObject({
    name: oneLine(LIMITS.readerNameLength).optional(),
    /** The solution of a challenge in ALTCHA's encoding; see the problem `proof-required`. */
    proof: z.string().min(1).max(LIMITS.proofLength).optional(),
    sso: z.string().min(1).max(LIMITS.ssoTokenLength).optional(),
  })
  .refine(({ name, proof, sso }) => sso === undefined || (name === undefined && proof === undefined), {
    path: ['sso'],
    message: 'must be the only field, because the token identifies the reader',
  });
export type CreateSession = z.infer<typeof CreateSessionSchema>;

/** The id of a reader in a site's single sign-on. */
export const ssoSubjectSchema = z
  .string()
  .min(1)
  .max(LIMITS.ssoSubjectLength)
  .refine(isStorable, 'must not contain null characters or lone surrogates');

/**
 * Claims that a token need not have. One that does not fit is left out, as if the token did not have it: a missing picture keeps nobody
 * from signing in. The embed check tells it (`unfitSsoClaims`).
 */
const optionalClaims = {
  /** Also addresses with other letters than Latin ones (RFC 6531). */
  email: z
    .string()
    .max(320)
    .regex(/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u, 'must be an email address'),
  /** The site has made sure that the address is the reader's: what was imported with it becomes theirs. */
  emailVerified: z.boolean(),
  avatarUrl: httpUrl.refine((url) => /^https:/i.test(url), 'must be an https URL'),
  /** `staff` is a badge; `moderator` also decides about the comments of the site. */
  role: z.enum(['member', 'moderator', 'staff']),
  /** Keys of pages that this reader wrote, in addition to those in earlier tokens. */
  authorOf: z.array(pageKeySchema).max(LIMITS.ssoAuthorOf),
};

/** The claims of a site's single sign-on token. Unknown claims are ignored, as in the JWT standard. */
export const SsoClaimsSchema = z.object({
  /** Identifies the reader: tokens with the same subject belong to the same reader. */
  sub: ssoSubjectSchema,
  name: oneLine(LIMITS.readerNameLength),
  email: optionalClaims.email.optional().catch(undefined),
  emailVerified: optionalClaims.emailVerified.default(false).catch(false),
  avatarUrl: optionalClaims.avatarUrl.optional().catch(undefined),
  role: optionalClaims.role.default('member').catch('member'),
  authorOf: optionalClaims.authorOf.default([]).catch([]),
  /** Seconds since 1970. */
  iat: z.number(),
  exp: z.number(),
});

/** The optional claims of a token that do not fit and are left out, with why. */
export function unfitSsoClaims(claims: Readonly<Record<string, unknown>>): { claim: string; message: string }[] {
  return Object.entries(optionalClaims).flatMap(([claim, schema]) => {
    const value = claims[claim];
    const issue = value === undefined ? undefined : schema.safeParse(value).error?.issues[0];
    return issue ? [{ claim, message: issue.message }] : [];
  });
}

export const SessionSchema = z.object({
  /** Opaque. Only its SHA-256 hash is stored. */
  token: z.string(),
  expiresAt: timestamp,
  reader: AuthorSchema,
});
export type Session = z.infer<typeof SessionSchema>;

/**
 * What a moderator has restricted a reader to. `ban`: they write nothing. `mute`: they alone see what they write, and are not told.
 * `premoderate`: a moderator reads what they write before it is published.
 */
export const restrictionKinds = ['ban', 'mute', 'premoderate'] as const;
export type RestrictionKind = (typeof restrictionKinds)[number];

/** Why comments are decided about, reported, and readers restricted. */
export const decisionReasons = ['spam', 'harassment', 'hate', 'illegal', 'off-topic', 'other'] as const;

export const RestrictReaderSchema = z.strictObject({
  kind: z.enum(restrictionKinds),
  /** When it ends by itself; null, or left out, for never. */
  until: timestamp.nullable().optional(),
  reason: z.enum(decisionReasons).optional(),
  /** For staff. */
  note: text(LIMITS.decisionTextLength).optional(),
  /** For a banned reader, who is told it with the refusal. */
  message: text(LIMITS.restrictionMessageLength).optional(),
  /** What becomes of what they have written: it stays, or is removed by a decision that can be undone. */
  comments: z.enum(['keep', 'remove']).optional(),
});
export type RestrictReader = z.infer<typeof RestrictReaderSchema>;

/** A restriction that is in force, as staff see it. */
export const RestrictionSchema = z.object({
  kind: z.enum(restrictionKinds),
  until: timestamp.nullable(),
  reason: z.enum(decisionReasons).nullable(),
  note: z.string().nullable(),
  message: z.string().nullable(),
  /** When it was imposed, and by whom: a reader who moderates, or a member of staff; null for the operator. */
  at: timestamp,
  by: z.uuid().nullable(),
  /** The decision that removed the reader's comments. */
  decision: z.uuid().nullable(),
});
export type Restriction = z.infer<typeof RestrictionSchema>;

/** A reader as the people who run the site see them. */
export const ModeratedReaderSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(readerRoles),
  createdAt: timestamp,
  /** The reader's comments by status, and reports of them. */
  counts: z.object({
    published: z.int().min(0),
    pending: z.int().min(0),
    rejected: z.int().min(0),
    /** Those that they wrote while they were muted, and only they see. */
    muted: z.int().min(0),
    reports: z.int().min(0),
  }),
  restriction: RestrictionSchema.nullable(),
  /** Sessions that a token opens now. */
  sessions: z.int().min(0),
});
export type ModeratedReader = z.infer<typeof ModeratedReaderSchema>;

export const ReaderListSchema = z.object({ items: z.array(ModeratedReaderSchema), next: z.string().nullable() });
export type ReaderList = z.infer<typeof ReaderListSchema>;

export const ReaderListQuerySchema = z.strictObject({
  /** A part of the name, in any case. */
  q: text(LIMITS.readerNameLength).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
export type ReaderListQuery = z.infer<typeof ReaderListQuerySchema>;

export const UpdateMeSchema = z.strictObject({ name: oneLine(LIMITS.readerNameLength) });

export const MeSchema = z.object({
  reader: AuthorSchema,
  wallet: z.object({ balance: z.int().min(0), currency: z.literal('POINT') }),
});
export type Me = z.infer<typeof MeSchema>;
