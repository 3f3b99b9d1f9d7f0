import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuiltFile, builtFilesOnDemand } from './built-files';

describe('built files on demand', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-built-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are read when they are first asked for, all at once, and then kept', async () => {
    const louder = (name: string, { plain }: BuiltFile) => new BuiltFile(name, Buffer.from(`${plain.toString()}!`));
    const files = builtFilesOnDemand(folder, louder);
    await writeFile(join(folder, 'one.css'), 'one');
    await writeFile(join(folder, 'two.css'), 'two');
    expect(files().get('one.css')?.plain.toString()).toBe('one!');
    await rm(folder, { recursive: true });
    expect(files().get('two.css')?.plain.toString()).toBe('two!');
    expect(files()).toBe(files());
  });
});
