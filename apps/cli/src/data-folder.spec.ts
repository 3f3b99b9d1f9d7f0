import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret, prepareDataFolder } from './data-folder';

describe('the data folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-data-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made with its parents', async () => {
    await prepareDataFolder(join(folder, 'a/b'));
    expect((await stat(join(folder, 'a/b'))).isDirectory()).toBe(true);
  });

  it('that cannot be written is named in one line', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(prepareDataFolder(join(folder, 'file/below'))).rejects.toThrow(
      /^Cannot write to the data folder .+DATA_DIR.+$/,
    );
  });

  it('keeps a secret from others, and gives it again', async () => {
    const file = join(folder, 'secret');
    const secret = await keptSecret(file);
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await keptSecret(file)).toBe(secret);
  });

  it('gives one secret to all who ask at once', async () => {
    const secrets = await Promise.all(Array.from({ length: 10 }, () => keptSecret(join(folder, 'secret'))));
    expect(new Set(secrets).size).toBe(1);
  });

  it('refuses an empty secret', async () => {
    await writeFile(join(folder, 'secret'), '\n');
    await expect(keptSecret(join(folder, 'secret'))).rejects.toThrow('is empty');
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('\n');
  });
});
