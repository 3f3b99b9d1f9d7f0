import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CONFIG, type ServiceConfig } from '../config/config';
import { GroupCommits } from './group-commits';

@Global()
@Module({ providers: [GroupCommits], exports: [GroupCommits] })
export class GroupCommitModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly commits: GroupCommits,
  ) {}

  /**
   * Flushes accepted commands once the server has answered its last request, before the database is closed. A client that
   * disconnected leaves a command behind that no request waits for.
   */
  onModuleInit(): void {
    // The command line waits for each command itself.
    if (this.config.roles.size === 0) return;
    this.http.httpAdapter.getInstance<FastifyInstance>().addHook('onClose', () => this.commits.close());
  }
}
