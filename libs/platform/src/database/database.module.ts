import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { ServiceConfig } from '../config/config';
import { isWorthRetrying } from './advice';
import { type DatabaseOptions, dataSourceOptions } from './data-source-options';
import { ReadReplica } from './read-replica';

export class DatabaseModule {
  /** The service's TypeORM `DataSource`, closed with the application, and its `ReadReplica`. */
  static forRoot(options: DatabaseOptions & { config: Pick<ServiceConfig, 'roles'> }): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [ReadReplica],
      exports: [ReadReplica],
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(options),
          retryAttempts: 10,
          retryDelay: 1_000,
          verboseRetryLog: true,
          // A command fails at once; a service waits for a server that is starting.
          toRetry: (error: unknown) => options.config.roles.size > 0 && isWorthRetrying(error),
          autoLoadEntities: false,
        }),
      ],
    };
  }
}
