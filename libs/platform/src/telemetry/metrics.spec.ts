import { readMetrics } from './metrics';

describe('the figures of a process', () => {
  it('tell of Node from the second time on that somebody asks', async () => {
    expect(await readMetrics()).not.toContain('afterword_nodejs');
    const figures = await readMetrics();
    expect(figures).toContain('afterword_nodejs_eventloop_lag_p99_seconds');
    expect(figures).toContain('afterword_process_resident_memory_bytes');
  });
});
