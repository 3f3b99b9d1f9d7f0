import { randomUUID } from 'node:crypto';
import { databaseUrlOf } from '@afterword/platform';
import { Client } from 'pg';
import { ADD_NOTIFICATIONS } from '../../apps/engagement/src/notifications/notifications.sql';
import { freePort } from '../../apps/cli/src/ports';
import { cpuSecondsOfFamily } from './cpu-time';
import { addReaders } from './readers';
import type { Figure } from './report';
import { command, type Surroundings } from './services';
import { SITE } from './stage';

/** Readers that are told by one statement, as followers of a page are. */
const AT_A_TIME = 100;

/** The statement as it would be without pushes: notifications alone. */
const WITHOUT = `${ADD_NOTIFICATIONS.slice(0, ADD_NOTIFICATIONS.indexOf('  insert into push_delivery'))} select from added`;

/** Measures what pushes add to a notification when it is stored: by turns, without them, with readers who have no device, and with one device each. */
export async function measurePushes(
  surroundings: Surroundings,
  { readers, rounds }: { readers: number; rounds: number },
): Promise<Figure[]> {
  const ports = { content: await freePort(), engagement: await freePort() };
  await command('engagement', ['migrate'], surroundings, ports);
  await command('engagement', ['sites', 'ensure', SITE, '--origin', 'http://127.0.0.1:1'], surroundings, ports);
  const database = new Client({ connectionString: databaseUrlOf(surroundings.databaseUrl, 'engagement') });
  await database.connect();
  try {
    await addReaders(database, SITE, 2 * readers);
    const { rows } = await database.query<{ id: string }>('select id from reader where site_id = $1 order by id', [
      SITE,
    ]);
    const ids = rows.map(({ id }) => id);
    const [plain, withDevices] = [ids.slice(0, readers), ids.slice(readers)];
    await database.query(
      `insert into push_subscription (site_id, reader_id, endpoint_hash, endpoint, p256dh, auth, language)
       select $1::text, id, sha256(convert_to(id::text, 'utf8')), 'https://push.example/' || id, '', '', 'en' from unnest($2::uuid[]) id`,
      [SITE, withDevices],
    );
    // PostgreSQL plans for tables that have rows, as those of an installation do.
    await tell(database, ADD_NOTIFICATIONS, ids, 'commit');
    await database.query('vacuum analyze');
    const turns = [
      { name: 'without pushes', statement: WITHOUT, told: plain, values: [] as number[] },
      { name: 'with pushes, no device', statement: ADD_NOTIFICATIONS, told: plain, values: [] as number[] },
      { name: 'with pushes, one device', statement: ADD_NOTIFICATIONS, told: withDevices, values: [] as number[] },
    ];
    for (let round = 0; round < rounds; round += 1) {
      for (const { statement, told, values } of turns) {
        const before = await cpuSecondsOfFamily(surroundings.postgresPid);
        await tell(database, statement, told, 'rollback');
        const after = await cpuSecondsOfFamily(surroundings.postgresPid);
        if (before !== null && after !== null) values.push(((after - before) * 1e6) / told.length);
        await database.query('vacuum notification, push_delivery');
      }
    }
    return turns.map(({ name, values }) => ({
      ...{ name: `a notification is stored, ${name}: CPU time of PostgreSQL`, unit: 'µs' as const, goal: null, values },
      note: `${AT_A_TIME} in a statement, ${readers.toLocaleString('en')} in each of ${rounds} turns`,
    }));
  } finally {
    await database.end();
  }
}

/** @param end `rollback`: each turn finds what the first one found */
async function tell(
  database: Client,
  statement: string,
  readers: readonly string[],
  end: 'commit' | 'rollback',
): Promise<void> {
  await database.query('begin');
  for (let from = 0; from < readers.length; from += AT_A_TIME) {
    const told = readers.slice(from, from + AT_A_TIME);
    await database.query(statement, [
      ...[SITE, told, told.map(() => randomUUID()), told.map(() => 'reply'), randomUUID(), randomUUID()],
      ...[null, null, null, null, true],
    ]);
  }
  await database.query(end);
}
