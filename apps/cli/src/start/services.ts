import { join } from 'node:path';
import { type Environment, root } from '../environment';
import { type Service, askService } from '../service-command';
import { originOf } from './origin';
import { SupervisedService } from './supervised-service';

const both = ['engagement', 'content'] as const;

export interface ServicesOptions {
  environment: Environment;
  variables: NodeJS.ProcessEnv;
  stop: AbortSignal;
}

/** The two services from their first migration to their last request. Neither stops because the other does. */
export class Services {
  private readonly running: SupervisedService[] = [];
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
    const { contentUrl, site } = this.options.environment;
    const preparations: Record<Service, string[]> = {
      engagement: ['migrate', '--site', site, '--origin', new URL(contentUrl).origin],
      content: ['migrate', '--sample', join(root, 'apps/content/sample')],
    };
    await this.forBoth((service) => this.prepare(service, preparations[service]));
    for (const service of both) this.run(service);
    // A service that asked for the other one before it listens would write a warning.
    await Promise.all(this.running.map((supervised) => supervised.listening()));
    await this.forBoth((service) => this.isReady(service));
  }

  private prepare(service: Service, args: string[]): Promise<void> {
    return askService({ service, args, variables: this.options.variables, signal: this.signal });
  }

  private run(service: Service): void {
    const { host, contentPort, engagementPort } = this.options.environment;
    const origin = originOf(host, service === 'content' ? contentPort : engagementPort);
    const supervised = new SupervisedService({
      service,
      origin,
      variables: this.options.variables,
      signal: this.signal,
    });
    this.running.push(supervised);
  }

  private async isReady(service: Service): Promise<void> {
    await this.running.find((supervised) => supervised.service === service)?.ready();
  }

  /** Does it for the two at the same time. The first failure stops the other too, and is the one that is reported. */
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

  /** Starts a service again whenever it ends. Rejects when that fails again and again. */
  async supervise(): Promise<void> {
    await Promise.all(this.running.map((service) => service.supervise()));
  }

  async stop(): Promise<void> {
    this.over.abort();
    // Preparations under way end first, so that no process is started after this.
    await this.starting.catch(() => undefined);
    await Promise.all(this.running.map((service) => service.stop()));
  }
}
