import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceVariables } from './backing';
import { namesOfEnvironment } from './backup/environment-names';
import { parseEnvironment, root } from './environment';

describe('the environment of the command line', () => {
  it('needs nothing: every variable has a default', () => {
    expect(parseEnvironment({})).toEqual({
      host: '127.0.0.1',
      contentPort: 3000,
      engagementPort: 3001,
      contentUrl: 'http://localhost:3000',
      engagementUrl: 'http://localhost:3001',
      databaseUrl: undefined,
      databaseDirectUrl: undefined,
      redisUrl: undefined,
      serviceDatabaseUrls: {},
      adminToken: undefined,
      site: 'demo',
      dataFolder: join(root, '.data'),
      backups: undefined,
    });
  });

  it('takes an empty value for an unset one', () => {
    expect(parseEnvironment({ CONTENT_PORT: '', DATABASE_URL: '', ADMIN_TOKEN: '' })).toEqual(parseEnvironment({}));
  });

  it('derives the public origins from the ports', () => {
    expect(parseEnvironment({ CONTENT_PORT: '4000' }).contentUrl).toBe('http://localhost:4000');
    expect(parseEnvironment({ CONTENT_URL: 'https://example.com' }).contentUrl).toBe('https://example.com');
  });

  it('backs up by itself where it is told where to, once a day unless it is told how often', () => {
    const { backups } = parseEnvironment({ BACKUP_TO: 's3://bucket/path' });
    expect(backups).toEqual({ to: 's3://bucket/path', everyMs: 86_400_000, keep: 7 });
    const given = { BACKUP_TO: '/var/backups', BACKUP_EVERY: '90m', BACKUP_KEEP: '3' };
    expect(parseEnvironment(given).backups).toEqual({ to: '/var/backups', everyMs: 5_400_000, keep: 3 });
    for (const BACKUP_TO of ['s3://', 's3:bucket', 's3://bucket//a', 'gs://bucket/a', ' '])
      expect(() => parseEnvironment({ BACKUP_TO })).toThrow('BACKUP_TO: must be a folder or s3://bucket/path');
    expect(() => parseEnvironment({ BACKUP_EVERY: 'daily' })).toThrow('BACKUP_EVERY: must be a number of minutes');
  });

  it('starts a relative DATA_DIR at the clone', () => {
    expect(parseEnvironment({ DATA_DIR: 'elsewhere' }).dataFolder).toBe(join(root, 'elsewhere'));
    expect(parseEnvironment({ DATA_DIR: '/srv/afterword' }).dataFolder).toBe('/srv/afterword');
  });

  it('names every variable that is wrong, and no value', () => {
    const parse = () => parseEnvironment({ CONTENT_PORT: '99999', ADMIN_TOKEN: 'hunter2', REDIS_URL: 'http://h' });
    expect(parse).toThrow(/^The environment is not valid\. .*CONTENT_PORT: .+; .*$/);
    expect(parse).toThrow(/ADMIN_TOKEN/);
    expect(parse).toThrow(/REDIS_URL/);
    expect(parse).not.toThrow(/hunter2/);
  });

  it('reads secrets from files, those of `afterword migrate` too, and names a file that cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-secrets-'));
    try {
      const file = join(folder, 'database');
      writeFileSync(file, 'postgres://content:hunter2@db/afterword\n');
      const parsed = parseEnvironment({ DATABASE_URL_FILE: file, CONTENT_DATABASE_URL_FILE: file });
      expect(parsed.databaseUrl).toContain('content:hunter2@db');
      expect(parsed.serviceDatabaseUrls.content).toContain('content:hunter2@db');
      const variables = serviceVariables(parsed, {
        databaseUrl: parsed.databaseUrl!,
        adminToken: 'sixteen-characters',
      });
      // The services are handed the secrets, and are told of no file beside them.
      expect(variables).toMatchObject({ DATABASE_URL_FILE: '', ADMIN_TOKEN_FILE: '' });
      expect(() => parseEnvironment({ ADMIN_TOKEN_FILE: join(folder, 'nowhere') })).toThrow(
        /^ADMIN_TOKEN_FILE: .*nowhere cannot be read \(ENOENT\)$/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('counts the address of the mail server, which has a password in it, among the secrets of a backup', () => {
    const { secrets, settings } = namesOfEnvironment({
      SMTP_URL: 'smtps://u:p@mail.example',
      SITE: 'demo',
      AWS_SECRET_ACCESS_KEY_FILE: '/run/secrets/storage',
    });
    expect(secrets).toEqual(['ADMIN_TOKEN', 'SMTP_URL', 'AWS_SECRET_ACCESS_KEY']);
    expect(settings).toEqual(['SITE']);
  });

  it('refuses one port for two services', () => {
    expect(() => parseEnvironment({ CONTENT_PORT: '3001' })).toThrow('are both 3001');
  });
});
