import { createHmac } from 'node:crypto';

export interface SignedWebhook {
  /** The same for every attempt; without a full stop. */
  id: string;
  body: string;
  /** When it is sent. */
  at: Date;
  /** `whsec_` and base64. More than one while a secret is replaced: receivers take what any of them signs. */
  secrets: readonly string[];
}

/** The headers of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): HMAC-SHA256 of id, time in seconds and body. */
export function webhookHeaders({ id, body, at, secrets }: SignedWebhook): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
}
