import { LIMITS } from '@afterword/contracts';
import { CONFIG, type ReaderIdentity, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SignedTokens, type TokenKind } from '../installation-secrets';

type Owner = Pick<ReaderIdentity, 'siteId' | 'id'>;

const KIND: TokenKind<Owner> = {
  name: 'mail-page-links',
  days: LIMITS.mailPageDays,
  content: z.strictObject({ siteId: z.string(), id: z.uuid() }),
};

/** The address of the page on which a reader says what they get mail about, and where, and what their devices show. Whoever has it can change that. */
@Injectable()
export class MailPageLinks {
  constructor(
    private readonly tokens: SignedTokens,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async addressFor({ siteId, id }: Owner): Promise<string> {
    return `${this.config.engagementUrl}/mail/settings/${await this.tokens.make(KIND, { siteId, id })}`;
  }

  /** Whose page it is; null for a token that is too old, or not ours. */
  async read(token: string): Promise<Owner | null> {
    return this.tokens.read(KIND, token);
  }
}
