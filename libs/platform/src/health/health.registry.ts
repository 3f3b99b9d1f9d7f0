import { Controller, Get, Header, HttpCode, Inject, Injectable, Module, Global, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { metricsRegistry } from '../telemetry/metrics';

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

  /** The process runs. */
  @Get('health/live')
  @HttpCode(200)
  live() {
    return { status: 'live', service: this.config.service };
  }

  /** 200 `ready` or `degraded` (what is down is not essential), 503 `unavailable`; `checks` says what is down. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply) {
    const { status, checks } = await this.health.read();
    await reply
      .status(status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, service: this.config.service, checks });
  }

  @Get('metrics')
  @Header('content-type', metricsRegistry.contentType)
  async metrics() {
    return metricsRegistry.metrics();
  }
}

@Global()
@Module({ controllers: [HealthController], providers: [HealthRegistry], exports: [HealthRegistry] })
export class HealthModule {}
