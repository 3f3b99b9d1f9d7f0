import type { Figure } from './report';
import { freePort, ServiceProcess } from './services';
import type { Stage } from './stage';

/** Measures the time from the start of a service's process until it is ready, with a running database. */
export async function measureStarts(stage: Stage, { rounds }: { rounds: number }): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const service of ['engagement', 'content'] as const) {
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ports = { content: await freePort(), engagement: await freePort() };
      const started = await ServiceProcess.start(service, stage.surroundings, ports);
      values.push(started.readyMs / 1_000);
      await started.stop();
    }
    figures.push({ name: `start of ${service} to ready, database up`, unit: 's', goal: { atMost: 1 }, values });
  }
  return figures;
}

/** V8 releases the memory of a storm about 30 s after it. */
const QUIET_SECONDS = 60;

/** Measures the services' memory after all benchmarks: immediately, and the minimum within an idle minute. */
export async function measureMemory({ engagement, content }: Stage, { quick }: { quick: boolean }): Promise<Figure[]> {
  const services = Object.entries({ engagement, content });
  const atOnce = await Promise.all(services.map(([, service]) => service.memory()));
  const least = [...atOnce];
  for (let second = 0; second < (quick ? 5 : QUIET_SECONDS); second += 5) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    for (const [index, [, service]] of services.entries())
      least[index] = Math.min(least[index] ?? Infinity, await service.memory());
  }
  return services.map(([name], index) => ({
    name: `memory of ${name} after the benchmark, idle, RSS`,
    unit: 'MiB',
    goal: { atMost: 150 },
    values: [least[index] ?? Infinity],
    note: `${(atOnce[index] ?? Infinity).toFixed(0)} MiB immediately`,
  }));
}
