import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream';
import pretty from 'pino-pretty';
import { OperatorError } from '../operator-error';
import { poll } from '../poll';
import { type Service, programOf } from '../service-command';

/** A service drains its requests within 12 s of SIGTERM; then something is stuck. */
const STOP_TIMEOUT_MS = 15_000;
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 40;

/** One line for each: which service, and what it says. */
const format = { ignore: 'pid,hostname,service', messageFormat: '{service}: {msg}', singleLine: true };

/** One service, running. */
export class ServiceProcess {
  private stopping = false;
  private readonly exited: Promise<string>;

  private constructor(
    readonly service: Service,
    private readonly child: ChildProcess,
  ) {
    this.exited = once(child, 'exit').then(() => child.signalCode ?? `exit code ${child.exitCode ?? '?'}`);
  }

  static start(service: Service, variables: NodeJS.ProcessEnv): ServiceProcess {
    const readable = process.stdout.isTTY;
    const child = fork(programOf(service, 'main'), [], {
      env: variables,
      execArgv: [],
      stdio: ['ignore', readable ? 'pipe' : 'inherit', 'inherit', 'ipc'],
      // A group of its own, so that Ctrl-C reaches us alone and the services end before the database does. When we are
      // killed, the closing IPC channel tells the service.
      detached: true,
    });
    if (child.stdout) pipeline(child.stdout, pretty(format), () => undefined);
    return new ServiceProcess(service, child);
  }

  /** Rejects when the service ends without having been told to. */
  async died(): Promise<never> {
    const how = await this.exited;
    if (this.stopping) return new Promise<never>(() => undefined);
    throw new OperatorError(`The ${this.service} service ended unexpectedly (${how})`);
  }

  /** Resolves when the service answers that it is ready at this origin. */
  async ready(origin: string, signal: AbortSignal): Promise<void> {
    let last = 'no answer';
    const probe = async () => {
      try {
        const response = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(5_000) });
        last = `${response.status} ${await response.text()}`;
        return response.ok ? true : undefined;
      } catch {
        return undefined;
      }
    };
    const ready = poll(probe, { everyMs: READY_POLL_MS, timeoutMs: READY_TIMEOUT_MS, signal });
    if ((await Promise.race([ready, this.died()])) !== true)
      throw new OperatorError(`The ${this.service} service is not ready after ${READY_TIMEOUT_MS / 1000} s: ${last}`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }
}
