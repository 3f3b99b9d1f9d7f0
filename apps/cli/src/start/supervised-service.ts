import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../operator-error';
import { poll } from '../poll';
import type { Service } from '../service-command';
import { MAX_FAILED_STARTS, RestartPolicy } from './restart-policy';
import { ServiceProcess } from './service-process';

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 40;

export interface SupervisedServiceOptions {
  service: Service;
  /** Where the service answers. */
  origin: string;
  variables: NodeJS.ProcessEnv;
  /** Aborted when nothing is to be started any more. */
  signal: AbortSignal;
}

/** Keeps a service running: when its process ends, starts another one. */
export class SupervisedService {
  private readonly policy = new RestartPolicy();
  private process: ServiceProcess;
  private lastAnswer = 'no answer';

  constructor(private readonly options: SupervisedServiceOptions) {
    this.process = this.startProcess();
  }

  get service(): Service {
    return this.options.service;
  }

  /** Resolves when the process accepts requests, or has ended. */
  async listening(): Promise<void> {
    await Promise.race([this.process.listening, this.process.ended]);
  }

  /** Resolves when the first process is ready. @throws OperatorError when it ends instead, or takes too long */
  async ready(): Promise<void> {
    const { service } = this.options;
    const ended = this.process.ended.then((how) => {
      this.options.signal.throwIfAborted();
      throw new OperatorError(`The ${service} service cannot start (${how})`);
    });
    if (!(await Promise.race([this.becomesReady(this.process, READY_TIMEOUT_MS), ended])))
      throw new OperatorError(
        `The ${service} service is not ready after ${READY_TIMEOUT_MS / 1_000} s: ${this.lastAnswer}`,
      );
  }

  /**
   * Starts the service again whenever it ends. Call once it is ready.
   * @throws OperatorError when it ends again and again before it is ready
   */
  async supervise(): Promise<void> {
    const { service, signal } = this.options;
    for (;;) {
      const how = await this.process.ended;
      if (signal.aborted) return;
      const pauseMs = this.policy.ended();
      if (pauseMs === undefined)
        throw new OperatorError(
          `The ${service} service ended ${MAX_FAILED_STARTS} times in a row before it was ready; the last time: ${how}`,
        );
      console.error(`afterword: The ${service} service ended (${how}); starting it again in ${pauseMs / 1_000} s`);
      await delay(pauseMs, undefined, { signal });
      this.process = this.startProcess();
      // Alive, however long it takes: it may be waiting for the database.
      this.becomesReady(this.process, Infinity).then(
        (isReady) => isReady && console.log(`afterword: The ${service} service is ready again`),
        () => undefined,
      );
    }
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }

  private startProcess(): ServiceProcess {
    this.options.signal.throwIfAborted();
    return ServiceProcess.start(this.options.service, this.options.variables);
  }

  /** Resolves to whether the process became ready in time, and has not ended. */
  private async becomesReady(process: ServiceProcess, timeoutMs: number): Promise<boolean> {
    const { signal } = this.options;
    // Until our process listens, whoever answers at its port is another program.
    await Promise.race([process.listening, process.ended]);
    const probe = async () => (process.hasEnded() ? false : (await this.isReady()) || undefined);
    const isReady = (await poll(probe, { everyMs: READY_POLL_MS, timeoutMs, signal })) === true;
    if (isReady) {
      process.showComplaints();
      this.policy.ready();
    }
    return isReady;
  }

  private async isReady(): Promise<boolean> {
    try {
      // Not by `fetch`, whose code this process would keep for months (decision record 0139).
      const request = get(`${this.options.origin}/health/ready`, { signal: AbortSignal.timeout(5_000), agent: false });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      const { statusCode = 0 } = response;
      this.lastAnswer = `${statusCode} ${await text(response)}`;
      return statusCode === 200;
    } catch {
      return false;
    }
  }
}
