import type { RelayLoops } from '@afterword/platform';
import type { ArticlePublishing } from './article-publishing.service';
import { ScheduleRelay } from './schedule.relay';

describe('the loop that publishes scheduled articles', () => {
  const wake = jest.fn();
  const publishDue = jest.fn(() => Promise.resolve(3));
  let tick: () => Promise<number>;
  let dueIn: number | null;

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    const create = (options: { tick: typeof tick }) => {
      ({ tick } = options);
      return { wake };
    };
    const publishing = { untilDue: () => Promise.resolve(dueIn), publishDue } as unknown as ArticlePublishing;
    new ScheduleRelay(publishing, { create } as unknown as RelayLoops);
  });
  afterEach(() => jest.useRealTimers());

  it('publishes what is due', async () => {
    dueIn = -1;
    expect(await tick()).toBe(3);
  });

  it('is woken when an article becomes due before a loop at rest looks again', async () => {
    dueIn = 1_999.5;
    expect(await tick()).toBe(0);
    jest.advanceTimersByTime(1_999);
    expect(wake).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledTimes(1);
    expect(publishDue).not.toHaveBeenCalled();
  });

  it('is not woken for one that was moved meanwhile, nor for one that is far away', async () => {
    dueIn = 1_000;
    await tick();
    dueIn = 60_000;
    expect(await tick()).toBe(0);
    jest.advanceTimersByTime(120_000);
    expect(wake).not.toHaveBeenCalled();
  });
});
