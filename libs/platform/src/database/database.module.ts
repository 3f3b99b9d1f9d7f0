import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import type { ServiceConfig } from '../config/config';
import { databaseUrlOf } from './database-url';
import { ResilientClient } from './resilient-client';

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for a class
type Class = Function;

export interface DatabaseOptions {
  config: ServiceConfig;
  entities: readonly Class[];
  /** TypeORM migrations as classes, oldest first. Append only. */
  migrations: readonly Class[];
}

/** Connections per process. Group commit needs one for each kind of hot write; the rest serve reads. */
const POOL_SIZE = 16;

export function dataSourceOptions({ config, entities, migrations }: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrlOf(config.databaseUrl, config.service),
    applicationName: `afterword-${config.service}`,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migration',
    synchronize: false,
    // Our bigints (versions, points, counts) stay far below 2^53.
    parseInt8: true,
    poolSize: POOL_SIZE,
    connectTimeoutMS: 5_000,
    extra: { Client: ResilientClient },
    logging: false,
  };
}

export class DatabaseModule {
  /** The service's TypeORM `DataSource`, closed with the application. */
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(options),
          retryAttempts: 10,
          retryDelay: 1_000,
          autoLoadEntities: false,
        }),
      ],
    };
  }
}
