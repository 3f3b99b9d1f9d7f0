import { Logger } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { openRedis, type RedisConnection } from '../queue/open-redis';

/** Hash-tagged, so that all of it lives on one node of a cluster. */
const KEY_PREFIX = '{afterword}:limit';

export interface LimitOptions {
  name: string;
  points: number;
  windowSeconds: number;
}

export interface LimitState {
  limit: number;
  /** What is left in this window; negative when it was exceeded. */
  remaining: number;
  resetMs: number;
}

/**
 * Counts who does how much: in this process, or with Redis for all processes together. Without an answer from Redis each
 * process counts for itself until it is back.
 */
export class RateLimitStore {
  /** A Redis that does not answer so soon is done without. Milliseconds. */
  static redisTimeoutMs = 100;

  private readonly logger = new Logger('RateLimits');
  private readonly redis: RedisConnection | null;
  private healthy = true;

  constructor(redisUrl: string | null) {
    this.redis =
      redisUrl === null
        ? null
        : openRedis(
            redisUrl,
            {
              enableOfflineQueue: false,
              maxRetriesPerRequest: 0,
              commandTimeout: RateLimitStore.redisTimeoutMs,
              connectTimeout: 5_000,
            },
            (error) => this.failed(error),
          );
    this.redis?.on('ready', () => {
      this.healthy = true;
    });
  }

  /** One limit. The function counts one use by somebody, and says where that leaves them. */
  limit({ name, points, windowSeconds }: LimitOptions): (key: string) => Promise<LimitState> {
    const options = { points, duration: windowSeconds, keyPrefix: `${KEY_PREFIX}:${name}` };
    const memory = new RateLimiterMemory(options);
    const limiter = this.redis
      ? new RateLimiterRedis({
          ...options,
          storeClient: this.redis,
          insuranceLimiter: memory,
          rejectIfRedisNotReady: true,
        })
      : memory;
    return async (key) => {
      const result = await limiter.consume(key).catch((refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) return refusal;
        throw refusal;
      });
      return { limit: points, remaining: points - result.consumedPoints, resetMs: result.msBeforeNext };
    };
  }

  private failed(error: Error): void {
    if (this.healthy) this.logger.warn({ err: error }, 'Redis is away; limits are counted by each process for itself');
    this.healthy = false;
  }

  async close(): Promise<void> {
    this.redis?.disconnect();
    await Promise.resolve();
  }
}
