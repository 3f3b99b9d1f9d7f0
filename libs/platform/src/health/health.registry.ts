import { Controller, Get, Header, Inject, Injectable, Module, Global, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CONFIG, type ServiceConfig } from '../config/config';
import { Operation } from '../openapi/operation';
import { metricsRegistry } from '../telemetry/metrics';

export const HealthSchema = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  service: z.enum(['content', 'engagement']),
  checks: z.record(z.string(), z.enum(['up', 'down'])),
});

export const LiveSchema = z.object({ status: z.literal('live'), service: z.enum(['content', 'engagement']) });

export interface HealthCheck {
  name: string;
  /** A service is not ready without what is essential; it is degraded without the rest. */
  essential: boolean;
  /** Throws when it is down. */
  check: () => Promise<void>;
}

type CheckState = 'up' | 'down';

/** A check that does not answer is down. Milliseconds. */
const CHECK_TIMEOUT_MS = 2_000;

@Injectable()
export class HealthRegistry {
  private readonly checks: HealthCheck[] = [];

  add(check: HealthCheck): void {
    this.checks.push(check);
  }

  async read(): Promise<{ status: 'ready' | 'degraded' | 'unavailable'; checks: Record<string, CheckState> }> {
    const states = await Promise.all(
      this.checks.map(async ({ name, essential, check }) => ({ name, essential, state: await stateOf(check) })),
    );
    const down = states.filter(({ state }) => state === 'down');
    const status = down.some(({ essential }) => essential) ? 'unavailable' : down.length > 0 ? 'degraded' : 'ready';
    return { status, checks: Object.fromEntries(states.map(({ name, state }) => [name, state])) };
  }
}

async function stateOf(check: () => Promise<void>): Promise<CheckState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeout]);
    return 'up';
  } catch {
    return 'down';
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

  /** 200 `ready` or `degraded` (what is down is not essential), 503 `unavailable`; `checks` says what is down. */
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
    const { status, checks } = await this.health.read();
    await reply
      .status(status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, service: this.config.service, checks });
  }

  @Operation({
    id: 'metrics',
    tag: 'Service',
    summary: 'Figures for Prometheus.',
    access: 'anonymous',
    answer: { status: 200, mediaType: 'text/plain' },
  })
  @Get('metrics')
  @Header('content-type', metricsRegistry.contentType)
  async metrics() {
    return metricsRegistry.metrics();
  }
}

@Global()
@Module({ controllers: [HealthController], providers: [HealthRegistry], exports: [HealthRegistry] })
export class HealthModule {}
