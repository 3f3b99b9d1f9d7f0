import { createHmac } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { type CheckedNetwork, CheckedPoster, isPublicAddress, resolveAll } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InstallationSecrets } from '../installation-secrets';

/** A comment as Akismet is told of it. The address and the browser of its reader are not known here, and not told. */
export interface AkismetComment {
  siteId: string;
  /** The address of the site's front page. */
  blog: string;
  /** Null for a reader who is not known yet, in a trial. */
  reader: { id: string; name: string | null } | null;
  /** Markdown. */
  body: string;
  isReply: boolean;
  /** Where the page is, if anybody has said so. */
  permalink: string | null;
  createdAt: Date;
}

export type AkismetVerdict = 'ham' | 'spam' | 'blatant-spam';

/** Longest answer; all that Akismet says is a word or a sentence. */
const ANSWER_BYTES = 4_096;

/**
 * Akismet's API (https://akismet.com/developers/detailed-docs/). It asks for the reader's IP address, which is not kept here. In its place it
 * gets an address of the range for documentation (RFC 3849), which is nobody's: made of the reader's id with a secret, so that two comments of
 * one reader are known as such, and nothing else can be found out from it.
 */
@Injectable()
export class AkismetClient {
  /** Replaced in tests. */
  origin = 'https://rest.akismet.com';
  /** Replaced in tests. */
  network: CheckedNetwork = { resolve: resolveAll, isAllowed: isPublicAddress };

  private readonly poster = new CheckedPoster(
    () => this.network,
    (address) => new Error(`${address} is not on the public internet`),
  );

  constructor(private readonly secrets: InstallationSecrets) {}

  /** Whether Akismet knows a key. @throws Error where it does not say so */
  async knows(key: string, blog: string): Promise<boolean> {
    const { text } = await this.call('verify-key', { api_key: key, blog }, LIMITS.externalTimeoutMs);
    if (text === 'valid' || text === 'invalid') return text === 'valid';
    throw new Error(`Akismet answered ${JSON.stringify(text.slice(0, 100))}`);
  }

  /** @throws Error where there is no valid answer within the time */
  async check(
    comment: AkismetComment,
    { key, timeoutMs, isTrial }: { key: string; timeoutMs: number; isTrial: boolean },
  ): Promise<AkismetVerdict> {
    const fields = { ...(await this.fieldsOf(comment, key)), ...(isTrial && { is_test: '1' }) };
    const { text, headers } = await this.call('comment-check', fields, timeoutMs);
    if (text === 'false') return 'ham';
    if (text === 'true') return headers['x-akismet-pro-tip'] === 'discard' ? 'blatant-spam' : 'spam';
    throw refusalOf(text, headers);
  }

  /** Says that Akismet was wrong. @throws Error where it does not take that */
  async correct(comment: AkismetComment, { key, isSpam }: { key: string; isSpam: boolean }): Promise<void> {
    const fields = await this.fieldsOf(comment, key);
    const call = isSpam ? 'submit-spam' : 'submit-ham';
    const { text, headers } = await this.call(call, fields, LIMITS.externalTimeoutMs);
    if (!text.startsWith('Thanks for making the web a better place')) throw refusalOf(text, headers);
  }

  private async fieldsOf(comment: AkismetComment, key: string): Promise<Record<string, string>> {
    const { blog, reader, body, isReply, permalink, createdAt } = comment;
    return {
      api_key: key,
      blog,
      blog_charset: 'UTF-8',
      user_ip: await this.addressOf(comment),
      comment_type: isReply ? 'reply' : 'comment',
      comment_content: body,
      comment_date_gmt: createdAt.toISOString(),
      ...(reader?.name != null && { comment_author: reader.name }),
      ...(permalink !== null && { permalink }),
    };
  }

  private async addressOf({ siteId, reader }: AkismetComment): Promise<string> {
    if (!reader) return '2001:db8::1';
    const hash = createHmac('sha256', await this.secrets.get('akismet'))
      .update(`${siteId}/${reader.id}`)
      .digest('hex');
    return `2001:db8:${(hash.slice(0, 24).match(/.{4}/g) ?? []).join(':')}`;
  }

  private async call(call: string, fields: Record<string, string>, timeoutMs: number) {
    const { status, headers, text } = await this.poster.post(new URL(`/1.1/${call}`, this.origin), {
      body: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'user-agent': 'Afterword/0.1 | Afterword/0.1',
      },
      signal: AbortSignal.timeout(timeoutMs),
      maxBytes: ANSWER_BYTES,
    });
    if (status !== 200) throw new Error(`Akismet answered ${status}`);
    return { headers, text: text.trim() };
  }
}

/** Akismet says in a header what was wrong with a request. */
function refusalOf(text: string, headers: Record<string, string | string[] | undefined>): Error {
  const why = headers['x-akismet-debug-help'] ?? headers['x-akismet-alert-msg'];
  const words = typeof why === 'string' ? `: ${why.slice(0, 200)}` : '';
  return new Error(`Akismet answered ${JSON.stringify(text.slice(0, 100))}${words}`);
}
