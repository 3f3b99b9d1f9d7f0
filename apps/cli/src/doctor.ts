import { openBacking } from './backing';
import type { Environment } from './environment';
import { messageOf } from './operator-error';
import { passToService } from './service-command';
import { originOf } from './start/origin';

/** Says what works, a line each. What is not running is no fault; what is broken gives exit code 1. */
export async function doctor(environment: Environment, stop: AbortSignal): Promise<void> {
  say('ok', 'node', process.version);
  const backing = await openBacking(environment, stop);
  say(
    'ok',
    'database',
    environment.databaseUrl === undefined ? `embedded, in ${environment.dataFolder}` : 'DATABASE_URL answers',
  );
  say('ok', 'queue', environment.redisUrl === undefined ? 'on PostgreSQL' : 'REDIS_URL answers');
  try {
    await sayHealth('content', originOf(environment.host, environment.contentPort));
    await sayHealth('engagement', originOf(environment.host, environment.engagementPort));
    const args = ['ledger', 'check'];
    const code = await passToService({ service: 'engagement', args, variables: backing.variables, signal: stop });
    if (code !== 0) process.exitCode = 1;
    say(code === 0 ? 'ok' : 'bad', 'ledger', code === 0 ? 'every account adds up' : 'see above');
  } finally {
    await backing.close();
  }
}

async function sayHealth(service: string, origin: string): Promise<void> {
  try {
    const response = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) process.exitCode = 1;
    say(response.ok ? 'ok' : 'bad', service, await response.text());
  } catch (error) {
    say('off', service, `not running at ${origin} (${messageOf(error)})`);
  }
}

function say(state: 'ok' | 'bad' | 'off', subject: string, words: string): void {
  console.log(`${state.padEnd(4)}${subject.padEnd(12)}${words}`);
}
