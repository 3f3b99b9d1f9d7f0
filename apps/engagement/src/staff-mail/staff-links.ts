import { createHmac, timingSafeEqual } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { InstallationSecrets } from '../installation-secrets';

/** What a link in a mail to staff is for: to decide about a comment, or to end mail. */
export type StaffLink =
  | { purpose: 'decide'; staffId: string; siteId: string; commentId: string }
  | { purpose: 'end'; staffId: string; siteId: string };

const DAY_SECONDS = 86_400;

const base = { staffId: z.uuid(), siteId: z.string(), expires: z.int() };
const Stored = z.discriminatedUnion('purpose', [
  z.strictObject({ purpose: z.literal('decide'), ...base, commentId: z.uuid() }),
  z.strictObject({ purpose: z.literal('end'), ...base }),
]);

/**
 * Links in mails to staff. Each names whom it was sent to, and what for, and is signed: nothing is stored. What it may do is asked when it is
 * used, so that it ends with the person's role.
 */
@Injectable()
export class StaffLinks {
  constructor(private readonly secrets: InstallationSecrets) {}

  /** The last part of the link's address. */
  async tokenFor(link: StaffLink): Promise<string> {
    const expires = Math.floor(Date.now() / 1_000) + LIMITS.staffLinkDays * DAY_SECONDS;
    const content = Buffer.from(JSON.stringify({ ...link, expires })).toString('base64url');
    return `${content}.${(await this.sign(content)).toString('base64url')}`;
  }

  /** Null for one that is too old, or not ours. */
  async read(token: string): Promise<StaffLink | null> {
    const [content = '', signature = ''] = token.split('.', 2);
    const [given, right] = [Buffer.from(signature, 'base64url'), await this.sign(content)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const { expires, ...link } = Stored.parse(JSON.parse(Buffer.from(content, 'base64url').toString()));
    return expires > Date.now() / 1_000 ? link : null;
  }

  private async sign(content: string): Promise<Buffer> {
    return createHmac('sha256', await this.secrets.get('staff-links'))
      .update(content)
      .digest();
  }
}
