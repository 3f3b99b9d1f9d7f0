import { join } from 'node:path';
import { type Environment, root } from '../environment';
import { type Service, askService } from '../service-command';
import { originOf } from './origin';
import { PreparedMark } from './prepared-mark';
import { ServiceProcess } from './service-process';

const both = ['engagement', 'content'] as const;

export interface ServicesOptions {
  environment: Environment;
  variables: NodeJS.ProcessEnv;
  stop: AbortSignal;
}

/** The two services from their first migration to their last request. */
export class Services {
  private readonly running: ServiceProcess[] = [];
  private readonly over = new AbortController();
  private readonly signal: AbortSignal;
  private starting: Promise<void> = Promise.resolve();

  constructor(private readonly options: ServicesOptions) {
    this.signal = AbortSignal.any([options.stop, this.over.signal]);
  }

  /** Resolves when both are ready. */
  start(): Promise<void> {
    this.starting = this.prepareAndRun();
    return this.starting;
  }

  private async prepareAndRun(): Promise<void> {
    const mark = PreparedMark.of(this.options);
    if (!(await mark?.isThere())) {
      const { contentUrl, site } = this.options.environment;
      const firstRun: Record<Service, string[]> = {
        engagement: ['sites', 'ensure', site, '--origin', contentUrl],
        content: ['articles', 'import', join(root, 'apps/content/sample'), '--publish', '--if-none'],
      };
      await this.forBoth((service) => this.ask(service, ['migrate']));
      await this.forBoth((service) => this.ask(service, firstRun[service]));
      await mark?.leave();
    }
    await this.forBoth((service) => this.run(service));
  }

  private ask(service: Service, args: string[]): Promise<void> {
    return askService({ service, args, variables: this.options.variables, signal: this.signal });
  }

  private async run(service: Service): Promise<void> {
    this.signal.throwIfAborted();
    const { host, contentPort, engagementPort } = this.options.environment;
    const process = ServiceProcess.start(service, this.options.variables);
    this.running.push(process);
    await process.ready(originOf(host, service === 'content' ? contentPort : engagementPort), this.signal);
  }

  /** Does it for the two at the same time. The first failure ends the other's too, and is the one that is told. */
  private async forBoth(task: (service: Service) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    await Promise.all(
      both.map((service) =>
        task(service).catch((error: unknown) => {
          failures.push(error);
          this.over.abort();
        }),
      ),
    );
    if (failures.length > 0) throw failures[0];
  }

  /** Rejects when one of them ends without having been told to. */
  async died(): Promise<never> {
    return Promise.race(this.running.map((service) => service.died()));
  }

  async stop(): Promise<void> {
    this.over.abort();
    // Whatever was still being prepared ends first, so that nothing starts behind our back.
    await this.starting.catch(() => undefined);
    await Promise.all(this.running.map((service) => service.stop()));
  }
}
