import { Controller, Get, Header, Inject, Injectable, Logger, Module, Global, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentPrincipal } from '../access/current-principal';
import type { Principal } from '../access/principal';
import { CONFIG, type ServiceConfig } from '../config/config';
import { DomainError } from '../http/domain-error';
import { isFromOwnNetwork } from '../http/own-network';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import { Operation } from '../openapi/operation';
import { metricsRegistry, readMetrics } from '../telemetry/metrics';
import { HealthProblem } from './health-problem';

export const HealthSchema = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  service: z.enum(['content', 'engagement']),
  checks: z.record(z.string(), z.enum(['up', 'degraded', 'down'])),
  /** Why a check is not `up`, where that is known. */
  reasons: z.record(z.string(), z.string()).optional(),
});

export const LiveSchema = z.object({ status: z.literal('live'), service: z.enum(['content', 'engagement']) });

export interface HealthCheck {
  name: string;
  /** A service is not ready without what is essential; it is degraded without the rest. */
  essential: boolean;
  /** Throws when it is down; a `HealthProblem` tells more. */
  check: () => Promise<void>;
}

interface CheckResult {
  state: 'up' | 'degraded' | 'down';
  reason?: string;
}

export interface Health {
  status: 'ready' | 'degraded' | 'unavailable';
  checks: Record<string, CheckResult['state']>;
  reasons?: Record<string, string>;
}

/** A check that does not answer is down. Milliseconds. */
const CHECK_TIMEOUT_MS = 2_000;

@Injectable()
export class HealthRegistry {
  private readonly logger = new Logger('Health');
  private readonly limiter = new LogLimiter();
  private readonly checks: HealthCheck[] = [];

  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  async read(): Promise<Health> {
    const results = await Promise.all(
      this.checks.map(async ({ name, essential, check }) => ({
        name,
        essential,
        ...(await this.resultOf(name, check)),
      })),
    );
    const faulty = results.filter(({ state }) => state !== 'up');
    const isUnavailable = faulty.some(({ essential, state }) => essential && state === 'down');
    const reasons = faulty.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason]]));
    return {
      status: isUnavailable ? 'unavailable' : faulty.length > 0 ? 'degraded' : 'ready',
      checks: Object.fromEntries(results.map(({ name, state }) => [name, state])),
      ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) as Record<string, string> }),
    };
  }

  private async resultOf(name: string, check: () => Promise<void>): Promise<CheckResult> {
    try {
      await inTime(check());
      return { state: 'up' };
    } catch (error) {
      const reason = reasonOf(error);
      this.limiter.run(`${name} ${reason}`, (fields) =>
        this.logger.warn({ ...fields, check: name, err: error }, `The check "${name}" fails: ${reason}`),
      );
      // Other errors may name what is nobody else's business.
      return error instanceof HealthProblem ? { state: error.state, reason } : { state: 'down' };
    }
  }
}

async function inTime(checking: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new HealthProblem('It does not answer in time', 'down')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([checking, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthRegistry,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'live',
    tag: 'Service',
    summary: 'The process runs.',
    access: 'anonymous',
    answer: { status: 200, schema: LiveSchema },
  })
  @Get('health/live')
  live() {
    return { status: 'live', service: this.config.service };
  }

  /** 200 `ready` or `degraded` (what is down is not essential), 503 `unavailable`; `checks` says what, `reasons` why. */
  @Operation({
    id: 'ready',
    tag: 'Service',
    summary:
      'Whether it can serve: `ready`, or `degraded` where what is down is not essential; else 503 with the same body.',
    access: 'anonymous',
    answer: { status: 200, schema: HealthSchema },
    otherAnswers: { 503: HealthSchema },
  })
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply) {
    const { status, ...found } = await this.health.read();
    await reply
      .status(status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, service: this.config.service, ...found });
  }

  @Operation({
    id: 'metrics',
    tag: 'Service',
    summary: 'Figures for Prometheus: for the operator, or from loopback and private addresses without a token.',
    access: 'viewer',
    answer: { status: 200, mediaType: 'text/plain' },
    problems: ['forbidden'],
  })
  @Get('metrics')
  @Header('content-type', metricsRegistry.contentType)
  async metrics(@Req() request: FastifyRequest, @CurrentPrincipal() principal: Principal) {
    if (principal.kind !== 'operator' && !isFromOwnNetwork(request))
      throw new DomainError('forbidden', {
        detail:
          'Figures are answered to your own network. From elsewhere, and through a proxy, send the operator’s token.',
      });
    return readMetrics();
  }
}

@Global()
@Module({ controllers: [HealthController], providers: [HealthRegistry], exports: [HealthRegistry] })
export class HealthModule {}
