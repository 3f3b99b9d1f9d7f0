import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ServiceName } from '@afterword/testing/services';
import { BackupManifestSchema, MANIFEST_FILE } from '../../libs/platform/src/backup/backup-format';
import { copyIn, ownSequence, SET_IDENTITY, SET_SEQUENCE } from '../../libs/platform/src/backup/backup.sql';
import { createDatabaseIfMissing } from '../../libs/platform/src/database/create-database';
import { databaseUrlOf } from '../../libs/platform/src/database/database-url';

/**
 * Loads what an earlier version has written as it was: its schema and its rows, without the migrations since then, which `afterword restore`
 * would run.
 * @param name of a file beside this one; see docs/upgrading.md for how it is made
 * @returns the names of its migrations, for each service
 */
export async function loadFixture(name: string, databaseUrl: string): Promise<Record<ServiceName, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-fixture-'));
  try {
    await promisify(execFile)('tar', ['-xzf', join(__dirname, name), '-C', folder]);
    const manifest = BackupManifestSchema.parse(JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')));
    for (const service of ['content', 'engagement'] as const) {
      const url = databaseUrlOf(databaseUrl, service);
      await createDatabaseIfMissing(url);
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        const { schema, tables, sequences } = manifest.databases[service];
        await client.query(await readFile(join(folder, schema.tables.file), 'utf8'));
        for (const table of tables)
          await pipeline(
            createReadStream(join(folder, table.file)),
            createGunzip(),
            client.query(copyFrom(copyIn(table.name, table.columns))),
          );
        for (const { name: sequence, of, lastValue, isCalled } of sequences) {
          if (of?.isIdentity) await client.query(SET_IDENTITY, [of.table, of.column, lastValue, isCalled]);
          else await client.query(SET_SEQUENCE, [sequence, lastValue, isCalled]);
          if (of && !of.isIdentity) await client.query(ownSequence({ sequence, ...of }));
        }
        await client.query(await readFile(join(folder, schema.rest.file), 'utf8'));
      } finally {
        await client.end();
      }
    }
    return { content: manifest.databases.content.migrations, engagement: manifest.databases.engagement.migrations };
  } finally {
    await rm(folder, { recursive: true });
  }
}
