import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { freePort } from '../../apps/cli/src/ports';
import { findProgram } from './find-program';
import { poll } from './poll';
import { endProcess, statusOf } from './processes';
import { type Reaper, startReaper } from './reaper';
import type { ServiceName } from './services';

/** Debian keeps it where only root's PATH looks. */
const findHaproxy = (): string | undefined => {
  process.env.PATH = [process.env.PATH, '/usr/sbin'].join(delimiter);
  return findProgram('haproxy');
};

export interface Haproxy {
  pid: number;
  stop(): Promise<void>;
}

/** What HAProxy has of a service. Ports of 127.0.0.1. */
export interface Balanced {
  port: number;
  processes: readonly [number, number];
}

/** HAProxy with the configuration of `deploy/scale`, once it reaches what it is given. A service that is left out has nobody behind it. */
export async function startHaproxy(services: Partial<Record<ServiceName, Balanced>>, reaper: Reaper): Promise<Haproxy> {
  if (!findHaproxy()) throw new Error('There is no haproxy');
  const env: Record<string, string> = {};
  const at = (port: number) => `127.0.0.1:${port}`;
  for (const name of ['content', 'engagement'] as const) {
    const { port, processes } = services[name] ?? { port: await freePort(), processes: [9, 9] };
    const prefix = name.toUpperCase();
    env[`${prefix}_BIND`] = at(port);
    processes.forEach((process, index) => (env[`${prefix}_${index + 1}`] = at(process)));
  }
  // It says that nobody is behind a service that is left out.
  const isWhole = Object.keys(services).length === 2;
  const file = join(__dirname, '../../deploy/scale/haproxy.cfg');
  const child = spawn('haproxy', ['-db', '-f', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', isWhole ? 'inherit' : 'ignore'],
  });
  reaper.watch({ pid: child.pid ?? 0 });
  for (const { port } of Object.values(services))
    await poll(
      () => statusOf(`http://${at(port)}/health/ready`),
      (status) => status === 200,
    );
  return { pid: child.pid ?? 0, stop: () => endProcess(child, 'SIGKILL') };
}

/**
 * In a run with TEST_BALANCER=haproxy, what a spec starts is two of it behind HAProxy. `npm run scale` runs the contract so: it must not matter which one is
 * asked.
 */
export const areBalanced = process.env.TEST_BALANCER === 'haproxy';

/** Two processes of a service at one address. */
export async function balance(service: ServiceName, processes: readonly [number, number]) {
  const reaper = startReaper();
  const port = await freePort();
  const haproxy = await startHaproxy({ [service]: { port, processes } }, reaper);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await haproxy.stop();
      reaper.dismiss();
    },
  };
}
