import {
  CONFIG,
  DatabaseModule,
  dataSourceOptions,
  loadConfig,
  migrateDatabase,
  migrateQueue,
  newId,
  QueueModule,
  type ServiceConfig,
} from '@afterword/platform';
import {
  type DynamicModule,
  Global,
  Inject,
  type INestApplicationContext,
  Module,
  type OnModuleInit,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { entities } from '../../apps/engagement/src/entities';
import {
  type EventConsumer,
  EventConsumers,
  EventLogModule,
  EventRelayModule,
} from '../../apps/engagement/src/event-log';
import { migrations } from '../../apps/engagement/src/migrations';
import { testDatabaseUrl } from './database';

const SITE = 'demo';

/** The configuration of an engagement service, with its databases made and a site in it. */
export async function prepareEventLog(redisUrl: string | null = null): Promise<ServiceConfig> {
  const config = eventLogConfig(testDatabaseUrl(), redisUrl);
  await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
  const database = await openDatabase(config);
  await database.query('insert into site (id, name) values ($1, $1)', [SITE]);
  await database.destroy();
  return config;
}

/** Connections of a test's own. */
export const openDatabase = (config: ServiceConfig): Promise<DataSource> =>
  new DataSource(dataSourceOptions({ config, entities, migrations })).initialize();

export function eventLogConfig(databaseUrl: string, redisUrl: string | null): ServiceConfig {
  return loadConfig('engagement', {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ADMIN_TOKEN: 'an-operator-token-for-tests',
  });
}

const CONSUMERS = Symbol('CONSUMERS');

@Global()
@Module({})
class WorkerModule implements OnModuleInit {
  constructor(
    private readonly registry: EventConsumers,
    @Inject(CONSUMERS) private readonly consumers: readonly EventConsumer[],
  ) {}

  static forRoot(config: ServiceConfig, consumers: readonly EventConsumer[]): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        DatabaseModule.forRoot({ config, entities, migrations }),
        QueueModule.forRoot(config),
        EventLogModule,
        EventRelayModule,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CONSUMERS, useValue: consumers },
      ],
      exports: [CONFIG],
    };
  }

  onModuleInit(): void {
    for (const consumer of this.consumers) this.registry.register(consumer);
  }
}

/** What a worker does with the event log, in this process: real PostgreSQL, real queue, nothing else of the service. */
export function startEventWorker(
  config: ServiceConfig,
  consumers: readonly EventConsumer[],
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WorkerModule.forRoot(config, consumers), {
    logger: process.env.TEST_LOG_LEVEL ? ['error', 'warn'] : false,
    abortOnError: false,
  });
}

/** Where events are added: a pool, or a connection in a transaction. */
interface Database {
  query(sql: string, values: unknown[]): Promise<unknown>;
}

/** Records events in one statement. @returns their ids, in order */
export async function addEvents(
  database: Database,
  count: number,
  { type = 'page.closed', age = '0 s' }: { type?: string; age?: string } = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await database.query(
    `insert into event (site_id, id, type, subject_id, payload, created_at)
     select $1, id, $3, gen_random_uuid(), '{}', now() - $4::interval
       from unnest($2::uuid[]) with ordinality t (id, n)
      order by n`,
    [SITE, ids, type, age],
  );
  return ids;
}

/** Another process's turn at the relay, so that events gather. */
export async function pauseRelay(database: DataSource): Promise<{ end(): Promise<void> }> {
  const runner = database.createQueryRunner();
  await runner.startTransaction();
  await runner.query('select pg_advisory_xact_lock(7227311014)');
  return {
    end: async () => {
      await runner.rollbackTransaction();
      await runner.release();
    },
  };
}
