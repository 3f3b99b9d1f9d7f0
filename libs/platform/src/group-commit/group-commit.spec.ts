import fc from 'fast-check';
import { CommandError, GroupCommit, GroupCommitClosedError, GroupCommitFullError } from './group-commit';

/** A flush that the test lets go. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('GroupCommit', () => {
  it('flushes a lone command at once', async () => {
    const batches: number[][] = [];
    const commit = new GroupCommit<number, number>({
      name: 'spec',
      flush: async (commands) => {
        batches.push([...commands]);
        return Promise.resolve(commands.map((n) => n * 2));
      },
    });
    expect(await commit.run(21)).toBe(42);
    expect(batches).toEqual([[21]]);
  });

  it('stores a lone command that another process was faster with at the second try, and fails at the second failure', async () => {
    const duplicate = Object.assign(new Error('duplicate key'), { code: '23505' });
    let failures = 1;
    const commit = new GroupCommit<number, number>({
      name: 'spec',
      flush: (commands) => (failures-- > 0 ? Promise.reject(duplicate) : Promise.resolve([...commands])),
    });
    expect(await commit.run(1)).toBe(1);
    failures = 2;
    await expect(commit.run(2)).rejects.toThrow('duplicate key');
  });

  it('gathers what arrives while a flush is committing into the next one, in order', async () => {
    const batches: number[][] = [];
    const first = gate();
    const commit = new GroupCommit<number, number>({
      name: 'spec',
      flush: async (commands) => {
        batches.push([...commands]);
        if (batches.length === 1) await first.opened;
        return [...commands];
      },
      maxBatch: 4,
    });
    const started = commit.run(0);
    // The first flush is under way once its batch is known.
    while (batches.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const rest = [1, 2, 3, 4, 5, 6].map((n) => commit.run(n));
    first.open();
    expect(await Promise.all([started, ...rest])).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(batches).toEqual([[0], [1, 2, 3, 4], [5, 6]]);
  });

  describe('after a flush of a storm', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] }));
    afterEach(() => jest.useRealTimers());

    const turns = async () => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };

    /** A group commit that has just stored so many commands. */
    async function after(storm: number) {
      const batches: number[] = [];
      const commit = new GroupCommit<number, number>({
        name: 'spec',
        flush: (commands) => {
          batches.push(commands.length);
          return Promise.resolve([...commands]);
        },
      });
      const run = (many: number) => Promise.all(Array.from({ length: many }, (_, n) => commit.run(n)));
      await run(storm);
      return { batches, commit, run };
    }

    it('waits until as many commands are there as before', async () => {
      const { batches, run } = await after(8);
      const runs = [];
      for (let n = 0; n < 7; n += 1) {
        runs.push(run(1));
        await turns();
      }
      expect(batches).toEqual([8]);
      runs.push(run(1));
      await Promise.all(runs);
      expect(batches).toEqual([8, 8]);
    });

    it('waits no longer than 25 ms for fewer', async () => {
      const { batches, run } = await after(8);
      const running = run(3);
      await turns();
      expect(batches).toEqual([8]);
      jest.advanceTimersByTime(25);
      await running;
      expect(batches).toEqual([8, 3]);
    });

    it('does not wait where it is closed', async () => {
      const { batches, commit, run } = await after(8);
      const running = run(3);
      await turns();
      await Promise.all([commit.close(), running]);
      expect(batches).toEqual([8, 3]);
    });

    it('is none that has less than eight commands, and nothing waits', async () => {
      const { batches, run } = await after(7);
      await run(1);
      expect(batches).toEqual([7, 1]);
    });
  });

  it('lets a bad command fail alone, whether the flush throws or names it', async () => {
    const commit = new GroupCommit<string, string>({
      name: 'spec',
      flush: (commands) => {
        if (commands.includes('poison')) return Promise.reject(new Error('poisoned batch'));
        return Promise.resolve(commands.map((word) => (word === 'bad' ? new CommandError(new Error('bad')) : word)));
      },
    });
    const outcomes = await Promise.allSettled(['a', 'poison', 'bad', 'b'].map((word) => commit.run(word)));
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
    ).toEqual(['a', 'Error: poisoned batch', 'Error: bad', 'b']);
  });

  it('tries nothing again that may have been stored: where the database was lost, the whole batch fails', async () => {
    const batches: number[][] = [];
    const commit = new GroupCommit<number, number>({
      name: 'spec',
      flush: (commands) => {
        batches.push([...commands]);
        return Promise.reject(new Error('Connection terminated unexpectedly'));
      },
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => commit.run(n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('refuses what does not fit and what comes too late, and answers what it took', async () => {
    const held = gate();
    const commit = new GroupCommit<number, number>({
      name: 'spec',
      flush: async (commands) => {
        await held.opened;
        return [...commands];
      },
      maxWaiting: 2,
    });
    const taken = [commit.run(1), commit.run(2)];
    await expect(commit.run(3)).rejects.toBeInstanceOf(GroupCommitFullError);
    const closed = commit.close();
    await expect(commit.run(4)).rejects.toBeInstanceOf(GroupCommitClosedError);
    held.open();
    await closed;
    expect(await Promise.all(taken)).toEqual([1, 2]);
  });

  it('gives every command its own answer, for any mix of arrivals, batch sizes and failures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ value: fc.integer(), fails: fc.boolean(), turns: fc.nat(3) }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 10 }),
        async (commands, maxBatch) => {
          const commit = new GroupCommit<(typeof commands)[number], number>({
            name: 'spec',
            maxBatch,
            flush: (batch) =>
              batch.some(({ fails }) => fails)
                ? Promise.reject(new Error('one of them'))
                : Promise.resolve(batch.map(({ value }) => value)),
          });
          const answers: Promise<number | 'failed'>[] = [];
          for (const command of commands) {
            for (let turn = 0; turn < command.turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
            answers.push(commit.run(command).catch(() => 'failed' as const));
          }
          expect(await Promise.all(answers)).toEqual(commands.map(({ fails, value }) => (fails ? 'failed' : value)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
