import { DataSource, type EntityManager } from 'typeorm';
import type { ServiceConfig } from '../config/config';
import { dataSourceOptions } from './data-source-options';
import { ResilientClient } from './resilient-client';

/** One session of the database, held until it is released: what is left in it, such as a temporary table, is there for the next statement. */
export interface HeldSession {
  readonly manager: EntityManager;
  release(): Promise<void>;
}

const NEEDS_SESSION =
  'This needs a session of its own, which a connection pooler does not keep; set DATABASE_DIRECT_URL to the PostgreSQL server itself';

/** @throws Error behind a pooler, where `DATABASE_DIRECT_URL` is not set */
export async function holdSession(
  dataSource: DataSource,
  config: Pick<ServiceConfig, 'databaseDirectUrl' | 'service'>,
): Promise<HeldSession> {
  const { databaseDirectUrl, service } = config;
  const direct =
    databaseDirectUrl === null
      ? null
      : await new DataSource(
          dataSourceOptions({ config: { databaseUrl: databaseDirectUrl, service }, entities: [], migrations: [] }),
        ).initialize();
  const runner = (direct ?? dataSource).createQueryRunner();
  const release = async () => {
    await runner.release();
    await direct?.destroy();
  };
  const client: unknown = await runner.connect();
  if (client instanceof ResilientClient && !client.keepsSession) {
    await release();
    throw new Error(NEEDS_SESSION);
  }
  if (client instanceof ResilientClient) client.hold();
  return { manager: runner.manager, release };
}
