import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('the version', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const sections = [...read('CHANGELOG.md').matchAll(/^## \[(.+?)\]/gm)];

  it('is what the command line prints, and what the lock file has', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'tools/afterword.mjs'), '--version']);
    expect(stdout.trim()).toBe(version);
    expect(JSON.parse(read('package-lock.json'))).toMatchObject({ version, packages: { '': { version } } });
  });

  it('has a section in the changelog, below what is not released', () => {
    const [unreleased, newest] = sections;
    expect([unreleased?.[1], newest?.[1]]).toEqual(['Unreleased', version]);
  });
});
