import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentSchema } from '@afterword/platform';
import { S3EnvironmentSchema } from '../../libs/platform/src/backup/stores/s3-settings';

const root = join(__dirname, '../..');
/** Read by the command line and by compose alone. */
const PASSWORDS = ['CONTENT_DATABASE_PASSWORD', 'ENGAGEMENT_DATABASE_PASSWORD', 'POSTGRES_PASSWORD', 'REDIS_PASSWORD'];
const COMMANDS = ['DATA_DIR', 'BACKUP_TO', 'BACKUP_EVERY', 'BACKUP_KEEP'];
const BESIDE = { README: COMMANDS, example: [...COMMANDS, ...PASSWORDS] };

const names = (file: string, pattern: RegExp) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, name]) => name);

describe('every variable', () => {
  const known = [EnvironmentSchema, S3EnvironmentSchema].flatMap(({ shape }) => Object.keys(shape));

  it("is in README's table, and no other is", () => {
    expect(names('README.md', /^\| `([A-Z0-9_]+)`\s+\|/gm).sort()).toEqual([...known, ...BESIDE.README].sort());
  });

  it('is in .env.example, and no other is', () => {
    expect(names('.env.example', /^([A-Z0-9_]+)=/gm).sort()).toEqual([...known, ...BESIDE.example].sort());
  });
});
