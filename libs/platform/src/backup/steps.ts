import { createInterface } from 'node:readline';
import type { BackupStep } from './backup-format';

/**
 * The conversation with `afterword backup` and `afterword restore`, which run a program for each service and keep the two in step. It is
 * told of each step by a line on standard output, and says by a line on standard input that the next may begin. When it is gone, so is
 * our task.
 */
export class Steps {
  private readonly controller = new AbortController();
  private readonly lines = createInterface({ input: process.stdin });
  private waiting: (() => void) | null = null;
  private early = 0;

  constructor() {
    this.lines.on('line', () => {
      if (this.waiting) this.waiting();
      else this.early += 1;
    });
    this.lines.on('close', () => this.controller.abort(new Error('The command that started this has ended')));
  }

  /** Aborted when the other side is gone. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  tell(step: BackupStep): void {
    process.stdout.write(`${JSON.stringify(step)}\n`);
  }

  /** Resolves when the next step may begin. @throws when the other side is gone */
  async goOn(): Promise<void> {
    this.signal.throwIfAborted();
    if (this.early > 0) {
      this.early -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.waiting = resolve;
      this.signal.addEventListener('abort', () => reject(this.signal.reason as Error), { once: true });
    });
    this.waiting = null;
  }

  /** Lets the process end. */
  end(): void {
    this.lines.removeAllListeners('close');
    this.lines.close();
    process.stdin.destroy();
  }
}
