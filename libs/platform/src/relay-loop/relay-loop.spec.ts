import { Logger } from '@nestjs/common';
import { RelayLoop } from './relay-loop';
import { RestTurns } from './rest-turns';

/** Resolves when the tick has run so many times. */
function ticking(moved: (time: number) => number | Promise<number>) {
  let times = 0;
  const waiting = new Map<number, () => void>();
  const tick = async () => {
    times += 1;
    waiting.get(times)?.();
    return moved(times);
  };
  const ticked = (time: number) =>
    times >= time ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(time, resolve));
  return { tick, ticked, times: () => times };
}

describe('RelayLoop', () => {
  it('ticks again while there is work, and when it is woken', async () => {
    const { tick, ticked } = ticking((time) => (time < 3 ? 1 : 0));
    const loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 3_600_000 });
    loop.start();
    await ticked(3);
    // Idle for an hour now, but for the wake.
    loop.wake();
    await ticked(4);
    await loop.stop();
  });

  it('does not miss a wake that comes during a tick', async () => {
    let loop: RelayLoop | undefined = undefined;
    const { tick, ticked } = ticking((time) => {
      if (time === 1) loop?.wake();
      return 0;
    });
    loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 3_600_000 });
    loop.start();
    await ticked(2);
    await loop.stop();
  });

  describe('with a tick that fails', () => {
    let errors: jest.SpyInstance;

    beforeEach(() => {
      errors = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    });
    afterEach(() => errors.mockRestore());

    it('tries again', async () => {
      const { tick, ticked } = ticking((time) => (time === 1 ? Promise.reject(new Error('away')) : 0));
      const loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 3_600_000 });
      loop.start();
      await ticked(2);
      await loop.stop();
    });

    it('tries again soon, however often it has failed: what it waited for may be back', async () => {
      jest.useFakeTimers();
      try {
        const { tick, times } = ticking(() => Promise.reject(new Error('away')));
        const loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 3_600_000 });
        loop.start();
        await jest.advanceTimersByTimeAsync(60_000);
        const before = times();
        await jest.advanceTimersByTimeAsync(10_000);
        expect(times()).toBe(before + 5);
        const stopped = loop.stop();
        await jest.advanceTimersByTimeAsync(1);
        await stopped;
      } finally {
        jest.useRealTimers();
      }
    });

    it('logs an error with its stack, and the same one not again', async () => {
      const reasons = ['no such column', 'no such column', 'no such table'];
      const { tick, ticked } = ticking((time): Promise<number> => {
        throw new Error(reasons[time - 1] ?? 'no such table');
      });
      const stack = expect.stringContaining('relay-loop.spec') as string;
      const failure = expect.objectContaining({ err: expect.objectContaining({ stack }) as object }) as object;
      const loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 1 });
      loop.start();
      await ticked(4);
      await loop.stop();
      expect(errors.mock.calls).toEqual([
        [failure, expect.stringContaining('no such column')],
        [failure, expect.stringContaining('no such table')],
      ]);
    });
  });

  it('waits for the tick under way when it stops, and ticks no more', async () => {
    let finish: () => void = () => undefined;
    const { tick, ticked, times } = ticking(() => new Promise((resolve) => (finish = () => resolve(1))));
    const loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 1 });
    loop.start();
    await ticked(1);
    const stopped = loop.stop();
    finish();
    await stopped;
    expect(times()).toBe(1);
  });

  it('pauses for longer after a tick that took long, so that it takes no more than its share', async () => {
    jest.useFakeTimers();
    try {
      const { tick, times } = ticking(() => new Promise((resolve) => setTimeout(() => resolve(1), 12)));
      const loop = new RelayLoop({ name: 'spec', tick, busyMs: 1, idleMs: 1 });
      loop.start();
      await jest.advanceTimersByTimeAsync(12 + 143);
      expect(times()).toBe(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(times()).toBe(2);
      const stopped = loop.stop();
      await jest.advanceTimersByTimeAsync(12);
      await stopped;
    } finally {
      jest.useRealTimers();
    }
  });

  it('asks less often after a minute in which there was nothing to do, until there is again', async () => {
    jest.useFakeTimers();
    try {
      let waiting = 0;
      const { tick, times } = ticking(() => {
        const moved = waiting;
        waiting = 0;
        return moved;
      });
      const loop = new RelayLoop({ name: 'spec', tick, busyMs: 100, idleMs: 500 });
      const during = async (ms: number) => {
        const before = times();
        await jest.advanceTimersByTimeAsync(ms);
        return times() - before;
      };
      loop.start();
      expect(await during(60_000)).toBe(120);
      await during(2_500);
      expect(await during(60_000)).toBe(30);
      waiting = 1;
      loop.wake();
      // The tick that moves something, one right after it, and then as before.
      expect(await during(10_000)).toBeGreaterThan(18);
      const stopped = loop.stop();
      await jest.advanceTimersByTimeAsync(1);
      await stopped;
    } finally {
      jest.useRealTimers();
    }
  });

  describe('with others at rest', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    /** Loops that share their turns, have been at rest for a while, and are stopped in the end. */
    async function atRest(ticks: (() => Promise<number>)[], during: () => Promise<void>) {
      const turns = new RestTurns();
      const loops = ticks.map((tick) => new RelayLoop({ name: 'spec', tick, idleMs: 500, turns }));
      for (const loop of loops) {
        loop.start();
        await jest.advanceTimersByTimeAsync(123);
      }
      await jest.advanceTimersByTimeAsync(70_000);
      await during();
      const stopped = Promise.all(loops.map((loop) => loop.stop()));
      await jest.advanceTimersByTimeAsync(1_000);
      await stopped;
    }

    it('ticks in the same moments as they do, and one after another', async () => {
      let atWork = 0;
      let most = 0;
      const times: number[] = [];
      const tick = async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        times.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 7));
        atWork -= 1;
        return 0;
      };
      await atRest([tick, tick, tick], async () => {
        [most, times.length] = [0, 0];
        await jest.advanceTimersByTimeAsync(20_000);
        expect(times).toHaveLength(30);
        expect(most).toBe(1);
        // Three ticks of 7 ms, and then nothing for the rest of two seconds.
        expect(times.filter((time) => time % 2_000 > 30)).toEqual([]);
      });
    });

    it('does not wait for one that hangs', async () => {
      let hangs = false;
      let finish: () => void = () => undefined;
      let ticks = 0;
      const stuck = () => (hangs ? new Promise<number>((resolve) => (finish = () => resolve(0))) : Promise.resolve(0));
      const other = () => Promise.resolve((ticks += 1) - ticks);
      await atRest([stuck, other], async () => {
        hangs = true;
        const before = ticks;
        await jest.advanceTimersByTimeAsync(20_000);
        expect(ticks - before).toBeGreaterThanOrEqual(9);
        hangs = false;
        finish();
      });
    });

    it('does not wait for others when it is woken', async () => {
      let finish: () => void = () => undefined;
      let hangs = false;
      let ticks = 0;
      const turns = new RestTurns();
      const stuck = () => (hangs ? new Promise<number>((resolve) => (finish = () => resolve(0))) : Promise.resolve(0));
      const other = () => Promise.resolve((ticks += 1) - ticks);
      const [first, second] = [stuck, other].map((tick) => new RelayLoop({ name: 'spec', tick, busyMs: 1, turns }));
      first?.start();
      second?.start();
      await jest.advanceTimersByTimeAsync(70_000);
      hangs = true;
      // The beat at which the first one hangs, and the second one waits for it.
      await jest.advanceTimersByTimeAsync(2_000 - (performance.now() % 2_000) + 10);
      const before = ticks;
      second?.wake();
      await jest.advanceTimersByTimeAsync(20);
      expect(ticks).toBeGreaterThan(before);
      hangs = false;
      finish();
      const stopped = Promise.all([first?.stop(), second?.stop()]);
      await jest.advanceTimersByTimeAsync(1_000);
      await stopped;
    });
  });
});
