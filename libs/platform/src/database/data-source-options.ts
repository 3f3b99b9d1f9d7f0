import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { ServiceConfig } from '../config/config';
import { connectionOf } from './database-connection';
import { databaseUrlOf } from './database-url';
import { ResilientClient } from './resilient-client';
import { prepareSession } from './session';
import { Shortages } from './shortages';

// oxlint-disable-next-line typescript/no-unsafe-function-type -- TypeORM's own type for a class
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
