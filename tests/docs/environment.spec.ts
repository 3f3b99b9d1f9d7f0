import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentSchema } from '@afterword/platform';

const root = join(__dirname, '../..');
/** Read by the command line and by compose alone. */
const PASSWORDS = ['CONTENT_DATABASE_PASSWORD', 'ENGAGEMENT_DATABASE_PASSWORD', 'POSTGRES_PASSWORD', 'REDIS_PASSWORD'];
const BESIDE = { README: ['DATA_DIR'], example: ['DATA_DIR', ...PASSWORDS] };

const names = (file: string, pattern: RegExp) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, name]) => name);

describe('every variable', () => {
  const known = Object.keys(EnvironmentSchema.shape);

  it("is in README's table, and no other is", () => {
    expect(names('README.md', /^\| `([A-Z_]+)`\s+\|/gm).sort()).toEqual([...known, ...BESIDE.README].sort());
  });

  it('is in .env.example, and no other is', () => {
    expect(names('.env.example', /^([A-Z_]+)=/gm).sort()).toEqual([...known, ...BESIDE.example].sort());
  });
});
