import { createHmac, hkdfSync } from 'node:crypto';
import type { CommentForm } from './comment-form';

/** What tells readers apart who send the same words from the same form. */
export interface Sender {
  address: string;
  userAgent: string;
}

/**
 * The `Idempotency-Key` of a form: a double click, a reload and a second try post once. An article's page is the same for
 * all who read it, so its form can hold no nonce; then the same words from the same browser and address are one comment for
 * as long as engagement keeps keys. With a nonce, which every later form has, it goes by the nonce.
 *
 * The key opens what engagement has sealed with it, so it is made with a secret that all replicas have and nobody else.
 */
export function formKey(
  secret: string,
  { form, page, sender }: { form: CommentForm; page: readonly string[]; sender: Sender },
): string {
  const by = form.nonce === undefined ? ['sender', sender.address, sender.userAgent] : ['nonce', form.nonce];
  const said = [...page, form.parentId ?? '', form.name, form.body];
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'afterword comment form', 32));
  return createHmac('sha256', key)
    .update(JSON.stringify([...by, ...said]))
    .digest('base64url');
}
