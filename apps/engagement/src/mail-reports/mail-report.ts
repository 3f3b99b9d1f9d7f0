import type { MailReport } from '@afterword/contracts';
import PostalMime, { type Attachment } from 'postal-mime';

/** Of a mail that asks whether an address is a reader's: its id is short, and counts with the address. */
export const CONFIRMATION = /^<?ask-([\w-]{8})@/;

/**
 * Status codes (RFC 3463) of an address that will never take mail: no such mailbox or domain, one that was closed, or no reason at all. A full
 * mailbox (5.2.2), an attempt that took too long (5.4.7) and what speaks of policy (5.7) say nothing of the address.
 */
const PERMANENT = /^5\.(?:0\.\d+|1\.\d+|2\.[01]|4\.4)$/;

/** Feedback types of ARF that are complaints; `not-spam` is the opposite. */
const COMPLAINTS: ReadonlySet<string> = new Set(['abuse', 'fraud', 'virus', 'opt-out', 'opt-out-list']);

/**
 * The reports in a message: a delivery status notification (RFC 3464) has one for each recipient, a feedback report (RFC 5965) one. Of any other
 * message there are none: an autoreply, or what a person has written. Anybody can send such messages, so they count by the id of the mail that
 * they are about, which nobody knows but who got it, and not by the address that they name.
 * @throws where it is no message
 */
export async function reportsIn(message: Buffer): Promise<MailReport[]> {
  const { attachments } = await PostalMime.parse(message, {
    forceRfc822Attachments: true,
    attachmentEncoding: 'utf8',
    maxNestingDepth: 20,
  });
  const partOf = (...types: string[]) => attachments.find(({ mimeType }) => types.includes(mimeType));
  const original = partOf('message/rfc822', 'message/rfc822-headers', 'text/rfc822-headers');
  const messageId = original && fieldsOf(textOf(original))[0]?.get('message-id');
  if (messageId === undefined) return [];
  const about = (email: string | null) => ({
    messageId,
    ...(email !== null && CONFIRMATION.test(messageId) && { email }),
  });
  const status = partOf('message/delivery-status', 'message/global-delivery-status');
  if (status) {
    // The first group of fields is about the message, each other one about a recipient.
    const [, ...recipients] = fieldsOf(textOf(status));
    return recipients
      .filter((fields) => fields.get('action')?.toLowerCase() === 'failed')
      .map((fields) => ({
        kind: 'bounce',
        permanent: PERMANENT.test(/^\d\.\d+\.\d+/.exec(fields.get('status') ?? '')?.[0] ?? ''),
        ...about(addressIn(fields.get('original-recipient') ?? fields.get('final-recipient'))),
      }));
  }
  const feedback = partOf('message/feedback-report');
  const fields = feedback && fieldsOf(textOf(feedback))[0];
  if (!fields || !COMPLAINTS.has(fields.get('feedback-type')?.toLowerCase() ?? '')) return [];
  return [{ kind: 'complaint', permanent: true, ...about(addressIn(fields.get('original-rcpt-to'))) }];
}

const textOf = ({ content }: Attachment): string => (typeof content === 'string' ? content : '');

/** Groups of header fields, by their names in lower case, with folded lines put together. */
function fieldsOf(text: string): Map<string, string>[] {
  return text
    .trimStart()
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .map((group) => {
      const pairs = group.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
      });
      return new Map(pairs);
    });
}

/** `rfc822; <ada@b.example>` */
function addressIn(value: string | undefined): string | null {
  const address = value
    ?.slice(value.indexOf(';') + 1)
    .trim()
    .replace(/^<(.*)>$/, '$1');
  return address?.includes('@') ? address : null;
}
