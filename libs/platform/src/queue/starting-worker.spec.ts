import { EventEmitter } from 'node:events';
import { StartingWorker, type StartableWorker } from './starting-worker';

/** Does as BullMQ (6.7) does when its server refuses a command: tells, and asks again without a pause. */
class RefusedWorker extends EventEmitter implements StartableWorker {
  private closed = false;

  constructor(private readonly refusals: { left: number }) {
    super();
  }

  waitUntilReady = () => Promise.resolve();

  async run(): Promise<void> {
    while (!this.closed) {
      if (this.refusals.left > 0) {
        this.refusals.left -= 1;
        this.emit('error', new Error('refused'));
        await Promise.resolve();
      } else await new Promise<void>((resolve) => this.once('closed', resolve));
    }
  }

  close(): Promise<void> {
    this.closed = true;
    this.emit('closed');
    return Promise.resolve();
  }
}

describe('StartingWorker', () => {
  it('replaces a worker that asks again and again without a pause, until one works', async () => {
    const refusals = { left: 50 };
    const made: RefusedWorker[] = [];
    const errors: string[] = [];
    let steady: () => void = () => undefined;
    const works = new Promise<void>((resolve) => (steady = resolve));
    const worker = new StartingWorker({
      usable: () => Promise.resolve(),
      make: () => {
        const next = new RefusedWorker(refusals);
        made.push(next);
        if (made.length === 3) steady();
        return next;
      },
    });
    worker.on('error', ({ message }: Error) => errors.push(message));
    await works;
    await worker.close();
    expect(made).toHaveLength(3);
    expect(errors.length).toBeLessThanOrEqual(50);
  });

  it('makes none while the server cannot be used, and ends while it waits', async () => {
    const make = jest.fn(() => new RefusedWorker({ left: 0 }));
    let told: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => (told = resolve));
    const worker = new StartingWorker({ make, usable: () => Promise.reject(new Error('too old')) });
    worker.on('error', ({ message }: Error) => message === 'too old' && told());
    await refused;
    await worker.close();
    expect(make).not.toHaveBeenCalled();
  });
});
