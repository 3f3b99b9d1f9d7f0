import { createHmac, hkdfSync } from 'node:crypto';
import type { CommentForm } from './comment-form';

/** Distinguishes readers who send the same text from the same form. */
export interface Sender {
  client: string;
  userAgent: string;
}

/**
 * The `Idempotency-Key` of a form, so that a double click, a reload and a retry post once. The form of the article page has no
 * nonce, since the page is cached for all readers; there the same text from the same browser and address is one comment for as
 * long as engagement keeps keys. All other forms have a nonce, which decides.
 *
 * Who knows the key can replay the answer, which contains a token. So the key is derived from a secret that all replicas share.
 */
export function formKey(
  secret: string,
  { form, page, sender }: { form: CommentForm; page: readonly string[]; sender: Sender },
): string {
  const by = form.nonce === undefined ? ['sender', sender.client, sender.userAgent] : ['nonce', form.nonce];
  const content = [...page, form.parentId ?? '', form.name, form.body];
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'afterword comment form', 32));
  return createHmac('sha256', key)
    .update(JSON.stringify([...by, ...content]))
    .digest('base64url');
}
