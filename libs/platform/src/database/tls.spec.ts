import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { SELF_SIGNED_CERTIFICATE, SELF_SIGNED_KEY } from '@afterword/testing/self-signed';
import { databaseAdvice } from './advice';
import { createDatabaseIfMissing } from './create-database';
import { databaseUrlOf } from './database-url';
import { dataSourceOptions } from './data-source-options';

describe('TLS to a PostgreSQL with a certificate of its own', () => {
  const databaseUrl = testDatabaseUrl();
  let folder: string;
  let certificate: string;
  let admin: Client;

  beforeAll(async () => {
    await createDatabaseIfMissing(databaseUrlOf(databaseUrl, 'content'));
    folder = await mkdtemp(join(tmpdir(), 'afterword-tls-'));
    certificate = join(folder, 'certificate.pem');
    await writeFile(certificate, SELF_SIGNED_CERTIFICATE);
    admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
  });
  afterAll(async () => {
    await setTls(false);
    await admin.end();
    await rm(folder, { recursive: true });
  });

  /** For the whole run's server: who does not ask for TLS does without. */
  async function setTls(on: boolean): Promise<void> {
    if (on) {
      const { rows } = await admin.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
      const data = rows[0]?.folder ?? '';
      const { uid, gid } = await stat(data);
      for (const [name, text] of [
        ['server.crt', SELF_SIGNED_CERTIFICATE],
        ['server.key', SELF_SIGNED_KEY],
      ] as const) {
        await writeFile(join(data, name), text, { mode: 0o600 });
        if (process.getuid?.() === 0) await chown(join(data, name), uid, gid);
      }
    }
    await admin.query(`alter system set ssl = ${on ? 'on' : 'off'}`);
    await admin.query('select pg_reload_conf()');
    const isOn = () => admin.query<{ on: boolean }>(`select current_setting('ssl')::boolean as on`);
    await poll(isOn, ({ rows }) => rows[0]?.on === on);
  }

  /** Whether a session of the service is encrypted. */
  async function isEncrypted(parameters: string): Promise<unknown> {
    const options = dataSourceOptions({
      config: { databaseUrl: `${databaseUrl}?${parameters}`, service: 'content' },
      entities: [],
      migrations: [],
    });
    const dataSource = await new DataSource(options).initialize();
    try {
      const [row] = await dataSource.query<{ ssl: boolean }[]>(
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
      );
      return row?.ssl;
    } finally {
      await dataSource.destroy();
    }
  }
  const adviceOn = (parameters: string) => isEncrypted(parameters).then(String, databaseAdvice);

  it('says so where PostgreSQL has none', async () => {
    expect(await adviceOn('sslmode=require')).toMatch(/does not support SSL.+remove sslmode from DATABASE_URL/);
  });

  it('is as its sslmode says', async () => {
    await setTls(true);
    expect(await isEncrypted('sslmode=disable')).toBe(false);
    expect(await isEncrypted('sslmode=require')).toBe(true);
    expect(await isEncrypted('sslmode=no-verify')).toBe(true);
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect(await isEncrypted(`sslmode=${mode}&sslrootcert=${certificate}`)).toBe(true);
    const { hostname, port } = new URL(databaseUrl);
    const hosts = `host=${hostname},${hostname}&port=1,${port}`;
    expect(await isEncrypted(`${hosts}&sslmode=verify-full&sslrootcert=${certificate}`)).toBe(true);
    expect(await adviceOn(`${hosts}&sslmode=verify-full`)).toMatch(/certificate is not trusted/);
  });

  it('is refused with what to do where nobody vouches for the certificate', async () => {
    for (const parameters of ['sslmode=verify-full', 'ssl=true'])
      expect(await adviceOn(parameters)).toMatch(/certificate is not trusted \(self-signed certificate\).+sslrootcert/);
  });
});
