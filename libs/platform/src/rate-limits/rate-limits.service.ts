import {
  GUEST_LIMITS,
  GUEST_WINDOW_SECONDS,
  RATE_LIMITS,
  RATE_LIMIT_WINDOW_SECONDS,
  type RateLimitKind,
} from '@afterword/contracts';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { DomainError } from '../http/domain-error';
import { counter } from '../telemetry/metrics';
import { type LimitState, RateLimitStore } from './rate-limit-store';

type Use = (key: string) => Promise<LimitState>;

/** One limit of those that a request is under. */
interface NamedState extends LimitState {
  name: string;
  windowSeconds: number;
}

export interface Limited {
  /** As `clientOf` names it. */
  client: string;
  readerId: string | null;
}

/** How much each reader and each address may do. `RATE_LIMITS=off` lets everybody do everything. */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly store: RateLimitStore | null;
  private readonly uses = new Map<string, Use>();
  private readonly refused = counter('afterword_rate_limited_total', 'Requests refused by a rate limit', ['limit']);

  constructor(@Inject(CONFIG) config: ServiceConfig) {
    this.store = config.rateLimits ? new RateLimitStore(config.redisUrl) : null;
  }

  get on(): boolean {
    return this.store !== null;
  }

  /**
   * Counts one use, and tells the client in `RateLimit` and `RateLimit-Policy` where it stands
   * (draft-ietf-httpapi-ratelimit-headers-10).
   * @throws DomainError `rate-limited`
   */
  async use(kind: RateLimitKind, { client, readerId }: Limited, reply?: FastifyReply): Promise<void> {
    if (!this.store) return;
    const { reader: perReader, address: perAddress } = RATE_LIMITS[kind];
    const states: NamedState[] = [await this.count(`${kind}-address`, perAddress, client)];
    if (perReader !== null && readerId !== null) {
      states.push(await this.count(`${kind}-reader`, perReader, readerId));
    }
    void reply?.header('ratelimit-policy', states.map(policyOf).join(', '));
    void reply?.header('ratelimit', states.map(standingOf).join(', '));
    this.refuse(states);
  }

  /** Counts somebody who wants to be a new guest. True where so many come from one address, or to one site, that it takes work. */
  async isBurst(siteId: string, client: string): Promise<boolean> {
    if (!this.store) return false;
    const { proofPerMinute, proofPerTenMinutes, proofPerSiteMinute } = GUEST_LIMITS;
    const states = await Promise.all([
      this.count('guests-address', proofPerMinute, client),
      this.count('guests-address-long', proofPerTenMinutes, client, GUEST_WINDOW_SECONDS),
      this.count('guests-site', proofPerSiteMinute, siteId),
    ]);
    return states.some(({ remaining }) => remaining < 0);
  }

  /** Counts a new guest of an address. @throws DomainError `rate-limited` above what work can pay for */
  async useGuest(client: string): Promise<void> {
    if (!this.store) return;
    const most = GUEST_LIMITS.mostPerTenMinutes;
    this.refuse([await this.count('guests-most', most, client, GUEST_WINDOW_SECONDS)]);
  }

  private refuse(states: readonly NamedState[]): void {
    const exceeded = states.filter(({ remaining }) => remaining < 0);
    if (exceeded.length === 0) return;
    for (const { name } of exceeded) this.refused.inc({ limit: name });
    const seconds = Math.ceil(Math.max(...exceeded.map(({ resetMs }) => resetMs)) / 1_000);
    throw new DomainError('rate-limited', { headers: { 'retry-after': String(Math.max(1, seconds)) } });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store?.close();
  }

  private async count(
    name: string,
    points: number,
    key: string,
    windowSeconds: number = RATE_LIMIT_WINDOW_SECONDS,
  ): Promise<NamedState> {
    let use = this.uses.get(name);
    if (!use) {
      if (!this.store) throw new Error('Limits that are off count nothing');
      use = this.store.limit({ name, points, windowSeconds });
      this.uses.set(name, use);
    }
    return { name, windowSeconds, ...(await use(key)) };
  }
}

const policyOf = ({ name, limit, windowSeconds }: NamedState): string => `"${name}";q=${limit};w=${windowSeconds}`;

const standingOf = ({ name, remaining, resetMs }: NamedState): string =>
  `"${name}";r=${Math.max(0, remaining)};t=${Math.ceil(resetMs / 1_000)}`;
