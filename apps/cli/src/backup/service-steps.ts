import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type BackupStep, BackupStepSchema } from '../../../../libs/platform/src/backup/backup-format';
import { OperatorError } from '../operator-error';
import { programOf, type ServiceCommand, variablesOf } from '../service-command';

/**
 * The program of a service that does its part of a backup or a restore, step by step: it tells of each, and goes on when it is told to.
 * One that loses us gives up, and leaves its database as it was.
 */
export class ServiceSteps {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<{ code: number | null; complaint: string }>;

  constructor(private readonly command: Omit<ServiceCommand, 'input'>) {
    const { service, args, variables, signal } = command;
    this.child = spawn(process.execPath, [programOf(service, 'cli'), ...args], {
      env: variablesOf(service, variables),
      stdio: ['pipe', 'pipe', 'pipe'],
      // Out of our process group: on Ctrl-C in the terminal we decide what ends, and when.
      detached: true,
    });
    // What is written to one that has ended is told by its end.
    this.child.stdin.on('error', () => undefined);
    const reader: Interface = createInterface({ input: this.child.stdout });
    this.lines = reader[Symbol.asyncIterator]();
    this.ended = this.untilEnd();
    if (signal.aborted) this.abandon();
    signal.addEventListener('abort', () => this.abandon(), { once: true });
  }

  /** Resolves when the program has done the step. @throws OperatorError when it fails instead */
  async reached<Step extends BackupStep['step']>(step: Step): Promise<Extract<BackupStep, { step: Step }>> {
    const line = await this.lines.next();
    if (line.done === true) return this.fail();
    const told = BackupStepSchema.parse(JSON.parse(line.value));
    if (!isStep(told, step)) throw new Error(`${this.command.service} told of ${told.step} instead of ${step}`);
    return told;
  }

  /** Lets it begin the next step. */
  goOn(): void {
    this.child.stdin.write('\n');
  }

  /** Has it give up; what it has not committed is as it was. */
  abandon(): void {
    this.child.stdin.end();
  }

  /** Resolves when the program has ended, however it did. */
  async end(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }

  private async untilEnd(): Promise<{ code: number | null; complaint: string }> {
    const closed = once(this.child, 'close');
    const complaint = await text(this.child.stderr);
    await closed;
    return { code: this.child.exitCode, complaint };
  }

  private async fail(): Promise<never> {
    const { code, complaint } = await this.ended;
    this.command.signal.throwIfAborted();
    const reason = complaint.trim().replace(/\s*\n\s*/g, ' ') || `exit code ${code ?? 'unknown'}`;
    throw new OperatorError(`${this.command.service}: ${reason}`);
  }
}

const isStep = <Step extends BackupStep['step']>(
  told: BackupStep,
  step: Step,
): told is Extract<BackupStep, { step: Step }> => told.step === step;
