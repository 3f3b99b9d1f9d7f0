import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { InstallationSecrets } from './installation-secrets';

/** What tokens of a kind hold, and how long they are good. */
export interface TokenKind<Content> {
  /** Names the kind's secret. */
  name: string;
  days: number;
  content: z.ZodType<Content>;
}

const DAY_SECONDS = 86_400;

/** Tokens for links that are sent to somebody. What they are good for is in them, and signed: nothing is stored. */
@Injectable()
export class SignedTokens {
  constructor(private readonly secrets: InstallationSecrets) {}

  /** Letters, digits, `-`, `_` and a dot. */
  async make<Content>({ name, days }: TokenKind<Content>, content: Content): Promise<string> {
    // By the day: a mail that is tried again says the same.
    const expires = (Math.ceil(Date.now() / 1_000 / DAY_SECONDS) + days) * DAY_SECONDS;
    const signed = Buffer.from(JSON.stringify([expires, content])).toString('base64url');
    return `${signed}.${(await this.sign(name, signed)).toString('base64url')}`;
  }

  /** Null for one that is too old, or not ours. */
  async read<Content>({ name, content }: TokenKind<Content>, token: string): Promise<Content | null> {
    const [signed = '', signature = ''] = token.split('.', 2);
    const [given, right] = [Buffer.from(signature, 'base64url'), await this.sign(name, signed)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const [expires, held] = JSON.parse(Buffer.from(signed, 'base64url').toString()) as [number, unknown];
    return expires > Date.now() / 1_000 ? content.parse(held) : null;
  }

  private async sign(name: string, text: string): Promise<Buffer> {
    return createHmac('sha256', await this.secrets.get(name))
      .update(text)
      .digest();
  }
}
