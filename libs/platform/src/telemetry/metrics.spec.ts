import { metricsRegistry, readMetrics } from './metrics';

describe('the figures of a process', () => {
  it('tell of Node once somebody asks, from the first answer on', async () => {
    expect(await metricsRegistry.metrics()).not.toContain('afterword_nodejs');
    const figures = await readMetrics();
    expect(figures).toMatch(/^afterword_process_resident_memory_bytes \d+$/m);
    // Without a measured lag the smallest is some 300 years.
    const smallest = /^afterword_nodejs_eventloop_lag_min_seconds (\S+)$/m.exec(figures)?.[1];
    expect(Number(smallest)).toBeLessThan(3_600);
  });
});
