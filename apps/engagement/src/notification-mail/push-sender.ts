import { LIMITS } from '@afterword/contracts';
import {
  type CheckedNetwork,
  CheckedPoster,
  CONFIG,
  isPublicAddress,
  resolveAll,
  type ServiceConfig,
  trustOf,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type BrowserKeys, encryptPush } from './push-encryption';
import { VapidKey } from './vapid-key';

const HOUR_SECONDS = 3_600;
const ANSWER_BYTES = 1_024;

export interface Push extends BrowserKeys {
  endpoint: string;
  /** Of the notification: a push service keeps the newest only of what has the same. */
  id: string;
  content: string;
}

/** `gone`: the browser is told no more. `refused`: for good. `failed`: to be tried again, where it is known, after some seconds. */
export type PushOutcome =
  | { outcome: 'sent' | 'gone' | 'refused' | 'interrupted'; reason: string }
  | { outcome: 'failed'; reason: string; afterSeconds: number };

/** The endpoint leads into a private network. */
class RefusedAddress extends Error {}

/** Sends a push once. Whoever names its endpoint is a reader: see `CheckedPoster`. */
@Injectable()
export class PushSender {
  /** Replaced in tests. */
  timeoutMs = 15_000;

  private readonly network: CheckedNetwork;
  private readonly poster: CheckedPoster;
  private readonly underWay = new Set<AbortController>();

  constructor(
    @Inject(CONFIG) config: ServiceConfig,
    private readonly key: VapidKey,
  ) {
    const isPrivateAllowed = trustOf(config.webhookAllowPrivate);
    this.network = {
      resolve: resolveAll,
      isAllowed: (address) => isPublicAddress(address) || isPrivateAllowed(address),
    };
    this.poster = new CheckedPoster(
      () => this.network,
      (address) => new RefusedAddress(`${address} is not on the public internet; see WEBHOOK_ALLOW_PRIVATE`),
    );
  }

  async send({ endpoint, id, content, ...keys }: Push): Promise<PushOutcome> {
    const url = new URL(endpoint);
    const controller = new AbortController();
    const late = new Error(`No answer within ${this.timeoutMs / 1_000} seconds`);
    const timer = setTimeout(() => controller.abort(late), this.timeoutMs);
    this.underWay.add(controller);
    const { signal } = controller;
    try {
      const headers = {
        ...{ authorization: await this.key.authorizationFor(url), 'user-agent': 'Afterword' },
        ...{ 'content-encoding': 'aes128gcm', 'content-type': 'application/octet-stream' },
        ...{ ttl: String(LIMITS.pushHours * HOUR_SECONDS), urgency: 'normal', topic: topicOf(id) },
      };
      const body = encryptPush(content, keys);
      const answer = await this.poster.post(url, { headers, body, signal, maxBytes: ANSWER_BYTES, firstBytes: true });
      return outcomeOf(answer.status, Number(answer.headers['retry-after'] ?? 0));
    } catch (error) {
      if (signal.aborted && signal.reason !== late) return { outcome: 'interrupted', reason: 'The process ends' };
      const reason = signal.aborted ? late.message : error instanceof Error ? error.message : String(error);
      if (error instanceof RefusedAddress) return { outcome: 'refused', reason };
      return { outcome: 'failed', reason, afterSeconds: 0 };
    } finally {
      clearTimeout(timer);
      this.underWay.delete(controller);
    }
  }

  /** Ends the requests under way, as the process ends. */
  stop(): void {
    for (const controller of this.underWay) controller.abort(new Error('The process ends'));
  }
}

function outcomeOf(status: number, retryAfter: number): PushOutcome {
  const reason = `Answered ${status}`;
  if (status >= 200 && status < 300) return { outcome: 'sent', reason };
  if (status === 404 || status === 410) return { outcome: 'gone', reason };
  if (status !== 429 && status < 500) return { outcome: 'refused', reason };
  // A date instead of seconds is waited for as if it were not there.
  return { outcome: 'failed', reason, afterSeconds: Number.isFinite(retryAfter) ? Math.max(retryAfter, 0) : 0 };
}

/** The bytes of a UUID, as push services take no longer name. */
const topicOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
