import { RelayLoops } from '../relay-loop/relay-loops';
import { metricsRegistry } from '../telemetry/metrics';
import { Cleanup } from './cleanup';

describe('Cleanup', () => {
  const create = (loops = new RelayLoops({ roles: new Set() })) => new Cleanup(loops);
  const removing = (...rows: number[]) => jest.fn(() => Promise.resolve(rows.shift() ?? 0));

  it('runs a batch of each task in a round, and counts the rows that went', async () => {
    const cleanup = create();
    cleanup.add({ name: 'spec-a', run: removing(1_000, 7) });
    cleanup.add({ name: 'spec-b', run: removing(5) });
    expect([await cleanup.tick(), await cleanup.tick(), await cleanup.tick()]).toEqual([1_005, 7, 0]);
    const metrics = await metricsRegistry.metrics();
    expect(metrics).toContain('afterword_housekeeping_rows_total{what="spec-a"} 1007\n');
    expect(metrics).toContain('afterword_housekeeping_rows_total{what="spec-b"} 5\n');
  });

  it('runs the other tasks when some fail, and names those that did', async () => {
    const cleanup = create();
    const cause = new Error('no such table');
    const after = removing(1);
    cleanup.add({ name: 'broken', run: () => Promise.reject(cause) });
    cleanup.add({ name: 'after-it', run: after });
    await expect(cleanup.tick()).rejects.toEqual(new Error('Cleanup of broken failed: no such table', { cause }));
    expect(after).toHaveBeenCalledTimes(1);
    cleanup.add({ name: 'worse', run: () => Promise.reject(new Error('away')) });
    await expect(cleanup.tick()).rejects.toThrow(
      'Cleanup of broken failed: no such table; Cleanup of worse failed: away',
    );
  });

  it('pauses a task with an interval once nothing is left', async () => {
    const cleanup = create();
    const run = removing(2, 0, 1);
    cleanup.add({ name: 'hourly', run, intervalMs: 3_600_000 });
    for (let round = 0; round < 5; round += 1) await cleanup.tick();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('runs by itself in a worker process, until nothing is left', async () => {
    const loops = new RelayLoops({ roles: new Set(['worker']) });
    const cleanup = create(loops);
    const rows = [3, 2, 0];
    const emptied = new Promise<void>((resolve) => {
      cleanup.add({
        name: 'queued',
        run: () => {
          const removed = rows.shift() ?? 0;
          if (removed === 0) resolve();
          return Promise.resolve(removed);
        },
      });
    });
    loops.onApplicationBootstrap();
    await emptied;
    await loops.beforeApplicationShutdown();
    expect(rows).toEqual([]);
  });
});
