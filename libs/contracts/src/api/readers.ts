import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, isStorable, text, timestamp } from '../text';
import { pageKeySchema } from './page-key';

export const readerRoles = ['guest', 'member', 'moderator', 'staff'] as const;

export const AuthorSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The picture from the reader's site, or else an image that engagement generates from the id. */
  avatarUrl: z.string().nullable(),
  role: z.enum(readerRoles),
});
export type Author = z.infer<typeof AuthorSchema>;

/** Creates a guest session, with or without a name, or a session for the reader in a single sign-on token. */
export const CreateSessionSchema = z
  .strictObject({
    name: text(LIMITS.readerNameLength).optional(),
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

/** The claims of a site's single sign-on token. Unknown claims are ignored, as in the JWT standard. */
export const SsoClaimsSchema = z.object({
  /** Identifies the reader: tokens with the same subject belong to the same reader. */
  sub: ssoSubjectSchema,
  name: text(LIMITS.readerNameLength),
  email: z.email().max(320).optional(),
  avatarUrl: httpUrl.refine((url) => /^https:/i.test(url), 'must be an https URL').optional(),
  /** `staff` is a badge; `moderator` also decides about the comments of the site. */
  role: z.enum(['member', 'moderator', 'staff']).default('member'),
  /** Keys of pages that this reader wrote, in addition to those in earlier tokens. */
  authorOf: z.array(pageKeySchema).max(LIMITS.ssoAuthorOf).default([]),
  /** Seconds since 1970. */
  iat: z.number(),
  exp: z.number(),
});

export const SessionSchema = z.object({
  /** Opaque. Only its SHA-256 hash is stored. */
  token: z.string(),
  expiresAt: timestamp,
  reader: AuthorSchema,
});
export type Session = z.infer<typeof SessionSchema>;

export const UpdateMeSchema = z.strictObject({ name: text(LIMITS.readerNameLength) });

export const MeSchema = z.object({
  reader: AuthorSchema,
  wallet: z.object({ balance: z.int().min(0), currency: z.literal('POINT') }),
});
export type Me = z.infer<typeof MeSchema>;
