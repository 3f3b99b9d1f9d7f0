import { z } from 'zod';
import { LIMITS } from '../limits';
import { text, timestamp } from '../text';

export const readerRoles = ['guest', 'member', 'staff'] as const;

export const AuthorSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Null: the client draws the deterministic avatar from the id. */
  avatarUrl: z.string().nullable(),
  role: z.enum(readerRoles),
});
export type Author = z.infer<typeof AuthorSchema>;

export const CreateSessionSchema = z.union([
  z.strictObject({ name: text(LIMITS.readerNameLength).optional() }),
  z.strictObject({ sso: z.string().min(1).max(8_192) }),
]);
export type CreateSession = z.infer<typeof CreateSessionSchema>;

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
