import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { GroupCommits } from './group-commits';

@Global()
@Module({ providers: [GroupCommits], exports: [GroupCommits] })
export class GroupCommitModule implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly commits: GroupCommits,
  ) {}

  /**
   * What was taken is flushed when the server has answered its last request, and before the database is closed. A client
   * that has gone away meanwhile leaves a command behind that no request waits for any more.
   */
  onModuleInit(): void {
    // The command line uses the services without HTTP, and waits for each command itself.
    this.http.httpAdapter?.getInstance<FastifyInstance>().addHook('onClose', () => this.commits.close());
  }
}
