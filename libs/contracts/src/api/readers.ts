import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, isStorable, text, timestamp } from '../text';
import { pageKeySchema } from './page-key';

export const readerRoles = ['guest', 'member', 'staff'] as const;

export const AuthorSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** What the reader's site gave, else a picture that engagement draws from the id. */
  avatarUrl: z.string().nullable(),
  role: z.enum(readerRoles),
});
export type Author = z.infer<typeof AuthorSchema>;

/** A guest's, with a name or without; or that of the reader whom a single sign-on token names. */
export const CreateSessionSchema = z
  .strictObject({
    name: text(LIMITS.readerNameLength).optional(),
    /** The solution of a challenge, as ALTCHA encodes it; see the problem `proof-required`. */
    proof: z.string().min(1).max(LIMITS.proofLength).optional(),
    sso: z.string().min(1).max(LIMITS.ssoTokenLength).optional(),
  })
  .refine(({ name, proof, sso }) => sso === undefined || (name === undefined && proof === undefined), {
    path: ['sso'],
    message: 'must stand alone: the token says who the reader is',
  });
export type CreateSession = z.infer<typeof CreateSessionSchema>;

/** Whom a site's single sign-on names so. */
export const ssoSubjectSchema = z
  .string()
  .min(1)
  .max(LIMITS.ssoSubjectLength)
  .refine(isStorable, 'must be storable text');

/** What a site's single sign-on token says; unknown claims are ignored, as JWT has it. */
export const SsoClaimsSchema = z.object({
  /** The same subject is the same reader. */
  sub: ssoSubjectSchema,
  name: text(LIMITS.readerNameLength),
  email: z.email().max(320).optional(),
  avatarUrl: httpUrl.refine((url) => /^https:/i.test(url), 'must be an https URL').optional(),
  role: z.enum(['member', 'staff']).default('member'),
  /** Keys of pages that this reader wrote, beside those that earlier tokens named. */
  authorOf: z.array(pageKeySchema).max(LIMITS.ssoAuthorOf).default([]),
  /** Seconds since 1970. */
  iat: z.number(),
  exp: z.number(),
});

export const SessionSchema = z.object({
  /** Opaque; only its SHA-256 is stored. */
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
