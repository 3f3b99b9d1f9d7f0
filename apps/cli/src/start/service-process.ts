import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream';
import pretty from 'pino-pretty';
import { type Service, programOf, variablesOf } from '../service-command';

/** A service drains its requests within 12 s of SIGTERM; after that it does not end by itself. */
const STOP_TIMEOUT_MS = 15_000;

/** Kept of what a service writes to stderr before it is ready. Characters. */
const MAX_COMPLAINT = 2_000;

/**
 * For glibc; other C libraries do not know these variables. It gives each of Node's ten threads memory of its own, and keeps what they
 * give back: some 8 MB in each service that nobody uses (decision record 0131). And once something large is given back, as is the text of
 * the program when it is compiled, all that is smaller comes from memory that is not given back any more: 3 to 8 MB (0139). Bytes.
 */
const MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '524288', MALLOC_TRIM_THRESHOLD_: '524288' };

/** One line for each: which service, and what it says. */
const format = { ignore: 'pid,hostname,service', messageFormat: '{service}: {msg}', singleLine: true };

/** One process of a service, from its start to its end. */
export class ServiceProcess {
  /** Resolves to how it ended, such as `SIGKILL` or `exit code 1: Port 3000 is in use`. */
  readonly ended: Promise<string>;
  /** Resolves when it accepts requests. */
  readonly listening: Promise<unknown>;
  /** What it wrote to stderr before it was ready: the reason, where it never is. */
  private complaint: string | undefined = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => this.hear(chunk.toString()));
    this.listening = new Promise((resolve) => child.once('message', resolve));
    this.ended = once(child, 'close').then(() => this.howItEnded());
  }

  static start(service: Service, variables: NodeJS.ProcessEnv): ServiceProcess {
    const readable = process.stdout.isTTY;
    const child = fork(programOf(service, 'main'), [], {
      env: { ...MEMORY, ...variablesOf(service, variables) },
      execArgv: [],
      stdio: ['ignore', readable ? 'pipe' : 'inherit', 'pipe', 'ipc'],
      // A group of its own, so that Ctrl-C reaches us alone and the services end before the database does. When we are
      // killed, the closing IPC channel tells the service.
      detached: true,
    });
    if (child.stdout) pipeline(child.stdout, pretty(format), () => undefined);
    return new ServiceProcess(child);
  }

  hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** From now on what it writes to stderr is shown at once. */
  showComplaints(): void {
    if (this.complaint) process.stderr.write(this.complaint);
    this.complaint = undefined;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private hear(text: string): void {
    if (this.complaint === undefined) process.stderr.write(text);
    else this.complaint = (this.complaint + text).slice(-MAX_COMPLAINT);
  }

  private howItEnded(): string {
    const { signalCode, exitCode } = this.child;
    const reason = this.complaint?.trim().replace(/\s*\n\s*/g, ' ');
    return (signalCode ?? `exit code ${exitCode ?? '?'}`) + (reason ? `: ${reason}` : '');
  }
}
