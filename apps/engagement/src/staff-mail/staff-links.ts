import { LIMITS } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SignedTokens, type TokenKind } from '../installation-secrets';

const base = { staffId: z.uuid(), siteId: z.string() };

/** What a link in a mail to staff is for: to decide about a comment, or to end mail. */
const StaffLinkSchema = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('decide'), ...base, commentId: z.uuid() }),
  z.strictObject({ purpose: z.literal('end'), ...base }),
]);
export type StaffLink = z.infer<typeof StaffLinkSchema>;

const KIND: TokenKind<StaffLink> = { name: 'staff-links', days: LIMITS.staffLinkDays, content: StaffLinkSchema };

/** Links in mails to staff. Each names whom it was sent to; what it may do is asked when it is used, so that it ends with the person's role. */
@Injectable()
export class StaffLinks {
  constructor(private readonly tokens: SignedTokens) {}

  /** The last part of the link's address. */
  tokenFor(link: StaffLink): Promise<string> {
    return this.tokens.make(KIND, link);
  }

  /** Null for one that is too old, or not ours. */
  read(token: string): Promise<StaffLink | null> {
    return this.tokens.read(KIND, token);
  }
}
