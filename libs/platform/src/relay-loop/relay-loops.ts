import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Role, type ServiceConfig } from '../config/config';
import { RelayLoop, type RelayLoopOptions } from './relay-loop';
import { RestTurns } from './rest-turns';

export interface ServiceLoopOptions extends Omit<RelayLoopOptions, 'turns'> {
  /** Processes without this role do not run the loop. */
  role?: Role;
}

/** Creates the service's loops, and runs them from the application's start to its end. */
@Injectable()
export class RelayLoops implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loops: RelayLoop[] = [];
  private readonly turns = new RestTurns();

  constructor(@Inject(CONFIG) private readonly config: Pick<ServiceConfig, 'roles'>) {}

  /** To be called in constructors: the loop starts when the application has, if this process has the role. */
  create({ role = 'worker', ...options }: ServiceLoopOptions): RelayLoop {
    const loop = new RelayLoop({ turns: this.turns, ...options });
    if (this.config.roles.has(role)) this.loops.push(loop);
    return loop;
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  /** Waits for the ticks under way, before the server stops accepting requests and connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}
