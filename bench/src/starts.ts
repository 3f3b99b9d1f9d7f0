import type { Figure } from './report';
import { freePort, ServiceProcess } from './services';
import type { Stage } from './stage';

/** From the start of a service's process to its readiness, the database being up. */
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

/** What the services hold after everything that was done to them. */
export async function measureMemory({ engagement, content }: Stage): Promise<Figure[]> {
  const figure = (service: string, value: number): Figure => ({
    name: `memory of ${service} after all of it, RSS`,
    unit: 'MiB',
    goal: { atMost: 150 },
    values: [value],
  });
  return [figure('engagement', await engagement.memory()), figure('content', await content.memory())];
}
