import { LIMITS } from '@afterword/contracts';
import type { IncomingHttpHeaders } from 'node:http';
import {
  type CheckedNetwork,
  CheckedPoster,
  CONFIG,
  isPublicAddress,
  resolveAll,
  type ServiceConfig,
  trustOf,
  webhookHeaders,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Occurrence, SentAttempt, Target } from './delivery';
import { FORMATS, type FormattedRequest } from './formats';
import { retryAfterSeconds } from './retry-schedule';

/** Headers of an answer that are kept, and characters of each. */
const HEADERS_KEPT = 20;
const HEADER_LENGTH = 200;

/** Characters of an error that are kept. */
const ERROR_LENGTH = 500;

/** Sends a webhook once. Whoever sets its address is an admin of one site, not of this machine: see `CheckedPoster`. */
@Injectable()
export class WebhookSender {
  /** Replaced in tests. */
  network: CheckedNetwork;
  timeoutMs: number = LIMITS.webhookTimeoutSeconds * 1_000;

  private readonly underWay = new Set<AbortController>();
  private readonly poster = new CheckedPoster(() => this.network, notAllowed);

  constructor(@Inject(CONFIG) config: ServiceConfig) {
    const isPrivateAllowed = trustOf(config.webhookAllowPrivate);
    this.network = {
      resolve: resolveAll,
      isAllowed: (address) => isPublicAddress(address) || isPrivateAllowed(address),
    };
  }

  /** The request as it is sent at a time, signed. */
  requestOf(occurrence: Occurrence, target: Target, at: Date): FormattedRequest {
    const request = FORMATS[target.format].write(occurrence, target);
    const secrets = [target.secret, ...(target.previousSecret === null ? [] : [target.previousSecret])];
    const { messageId: id } = occurrence;
    const headers = { 'user-agent': 'Afterword', ...request.headers };
    // Chats know no signature; an address that only they know is their secret.
    if (target.format !== 'standard') return { ...request, headers };
    return { ...request, headers: { ...headers, ...webhookHeaders({ id, body: request.body, at, secrets }) } };
  }

  /** @returns null where the process ends before there is an answer: what was sent may have arrived */
  async send(occurrence: Occurrence, target: Target): Promise<SentAttempt | null> {
    const at = new Date();
    const started = performance.now();
    const taken = () => ({ at: at.toISOString(), tookMs: Math.round(performance.now() - started) });
    // Not by AbortSignal.any and AbortSignal.timeout: Node 20 keeps what was combined with a signal for as long as the signal lives.
    const controller = new AbortController();
    const late = new Error(`No answer within ${this.timeoutMs / 1_000} seconds`);
    const timer = setTimeout(() => controller.abort(late), this.timeoutMs);
    this.underWay.add(controller);
    try {
      const { method, url, headers, body } = this.requestOf(occurrence, target, at);
      const options = { method, headers, body, maxBytes: LIMITS.webhookAnswerBytes, firstBytes: true };
      const answer = await this.poster.post(url, { ...options, signal: controller.signal });
      const { status } = answer;
      const kept = { headers: keptHeaders(answer.headers), body: storable(answer.text) };
      return {
        attempt: { ...taken(), status, error: errorOf(status), answer: kept },
        retryAfterSeconds: retryAfterSeconds(answer.headers, new Date()),
      };
    } catch (error) {
      const { signal } = controller;
      if (signal.aborted && signal.reason !== late) return null;
      const message = signal.aborted ? late.message : messageOf(error);
      return { attempt: { ...taken(), status: null, error: message, answer: null }, retryAfterSeconds: null };
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

const notAllowed = (address: string) =>
  new Error(`${address} is not on the public internet; see WEBHOOK_ALLOW_PRIVATE`);

/** Null for an answer that says that it has arrived. Redirects are not followed: they could lead anywhere. */
function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `Answered ${status}; redirects are not followed`;
  return `Answered ${status}`;
}

function messageOf(error: unknown): string {
  // Node tells of all addresses that it has tried by an error without a message.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return storable(first instanceof Error ? first.message : String(first)).slice(0, ERROR_LENGTH);
}

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    // Cookies are for somebody, and are not shown to others.
    value === undefined || name === 'set-cookie'
      ? []
      : [[name, storable([value].flat().join(', ')).slice(0, HEADER_LENGTH)]],
  );
  return Object.fromEntries(kept.slice(0, HEADERS_KEPT));
}

/** JSON in PostgreSQL takes no null characters. */
const storable = (text: string) => text.replaceAll('\u0000', '\ufffd');
