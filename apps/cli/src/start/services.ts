import { join } from 'node:path';
import { type Environment, root } from '../environment';
import { type Service, askService } from '../service-command';
import { originOf } from './origin';
import { ServiceProcess } from './service-process';

/** The two services from their first migration to their last request. */
export class Services {
  private readonly running: ServiceProcess[] = [];
  private readonly over = new AbortController();
  private readonly signal: AbortSignal;
  private starting: Promise<void>[] = [];

  constructor(
    private readonly environment: Environment,
    private readonly variables: NodeJS.ProcessEnv,
    stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stop, this.over.signal]);
  }

  /** Resolves when both are ready. Neither needs the other to start, so neither waits for the other's preparations. */
  async start(): Promise<void> {
    const { contentUrl, contentPort, engagementPort } = this.environment;
    const sample = join(root, 'apps/content/sample');
    this.starting = [
      this.prepareAndRun('engagement', engagementPort, ['sites', 'ensure', 'demo', '--origin', contentUrl]),
      this.prepareAndRun('content', contentPort, ['articles', 'import', sample, '--publish', '--if-none']),
    ];
    await Promise.all(this.starting);
  }

  private async prepareAndRun(service: Service, port: number, firstRun: string[]): Promise<void> {
    const { variables, signal } = this;
    await askService({ service, args: ['migrate'], variables, signal });
    await askService({ service, args: firstRun, variables, signal });
    const process = ServiceProcess.start(service, variables);
    this.running.push(process);
    await process.ready(originOf(this.environment.host, port), signal);
  }

  /** Rejects when one of them ends without having been told to. */
  async died(): Promise<never> {
    return Promise.race(this.running.map((service) => service.died()));
  }

  async stop(): Promise<void> {
    this.over.abort();
    // Whatever was still being prepared ends first, so that nothing starts behind our back.
    await Promise.allSettled(this.starting);
    await Promise.all(this.running.map((service) => service.stop()));
  }
}
