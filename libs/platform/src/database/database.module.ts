import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { ServiceConfig } from '../config/config';
import { isWorthRetrying } from './advice';
import { connectionOf } from './database-connection';
import { databaseUrlOf } from './database-url';
import { ResilientClient } from './resilient-client';
import { prepareSession } from './session';
import { Shortages } from './shortages';

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for a class
type Class = Function;

export interface DatabaseOptions {
  config: Pick<ServiceConfig, 'databaseUrl' | 'service'>;
  entities: readonly Class[];
  /** TypeORM migrations as classes, oldest first. Append only. */
  migrations: readonly Class[];
}

/** Connections per process. Group commit needs one for each kind of hot write; the rest serve reads. */
const POOL_SIZE = 16;

export function dataSourceOptions({
  config,
  entities,
  migrations,
}: DatabaseOptions): Extract<DataSourceOptions, { type: 'postgres' }> {
  const { connectionString: url, options, stream } = connectionOf(databaseUrlOf(config.databaseUrl, config.service));
  return {
    type: 'postgres',
    // TypeORM would look for it by name, and find another one than ours where we are bundled.
    driver: pg,
    applicationName: `afterword-${config.service}`,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migration',
    synchronize: false,
    // Our bigints (versions, points, counts) stay far below 2^53.
    parseInt8: true,
    poolSize: POOL_SIZE,
    connectTimeoutMS: 5_000,
    url,
    extra: {
      ...(options !== undefined && { options }),
      ...(stream && { stream }),
      Client: ResilientClient,
      onConnect: prepareSession,
      pipeline: true,
      shortages: new Shortages(),
    },
    logging: false,
  };
}

export class DatabaseModule {
  /** The service's TypeORM `DataSource`, closed with the application. */
  static forRoot(options: DatabaseOptions & { config: Pick<ServiceConfig, 'roles'> }): DynamicModule {
    return {
      module: DatabaseModule,
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
