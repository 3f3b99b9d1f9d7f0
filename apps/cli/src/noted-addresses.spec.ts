import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from './environment';
import { noteAddresses, notedAddresses, type NotedAddresses, withNoted } from './noted-addresses';

const NOTED: NotedAddresses = {
  database: 'embedded',
  HOST: '127.0.0.2',
  CONTENT_PORT: '4300',
  ENGAGEMENT_PORT: '4301',
  CONTENT_URL: 'https://news.example',
  ENGAGEMENT_URL: 'http://localhost:4301',
  SITE: 'news',
};

describe('where the services of a data folder are', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterword-noted-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is noted, the last start counts, and another database has nothing of it', async () => {
    expect(notedAddresses(folder, 'embedded')).toBeUndefined();
    await noteAddresses(folder, { ...NOTED, SITE: 'earlier' });
    await noteAddresses(folder, NOTED);
    expect(notedAddresses(folder, 'embedded')).toEqual(NOTED);
    expect(notedAddresses(folder, 'db.example:5432')).toBeUndefined();
  });

  it('is as if nothing was noted where the file is broken', async () => {
    for (const text of ['', '{', '{"database":"embedded","HOST":7}']) {
      await writeFile(join(folder, 'addresses.json'), text);
      expect(notedAddresses(folder, 'embedded')).toBeUndefined();
    }
  });

  it('is needed where the database is in the folder, too, and not where it is elsewhere', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(noteAddresses(join(folder, 'file/below'), NOTED)).rejects.toThrow('DATA_DIR');
    await noteAddresses(join(folder, 'file/below'), { ...NOTED, database: 'db.example:5432' });
  });

  it.each<[string, NodeJS.ProcessEnv, object]>([
    [
      'is read where the environment says nothing',
      { CONTENT_URL: '' },
      {
        ...{ host: '127.0.0.2', site: 'news', contentPort: 4300, engagementPort: 4301 },
        ...{ contentUrl: 'https://news.example', engagementUrl: 'http://localhost:4301' },
      },
    ],
    [
      'gives way to the environment',
      { HOST: '127.0.0.1', SITE: 'demo', ENGAGEMENT_URL: 'https://talk.example' },
      { host: '127.0.0.1', site: 'demo', engagementPort: 4301, engagementUrl: 'https://talk.example' },
    ],
    [
      'says the public address of the same port alone',
      { CONTENT_PORT: '5000', ENGAGEMENT_PORT: '4301' },
      { contentPort: 5000, contentUrl: 'http://localhost:5000', engagementUrl: 'http://localhost:4301' },
    ],
    [
      'does not give one service the port of the other',
      { CONTENT_PORT: '4301' },
      { contentPort: 4301, contentUrl: 'http://localhost:4301', engagementPort: 3001 },
    ],
  ])('%s', (_, variables, found) => {
    expect(parseEnvironment(withNoted(variables, NOTED))).toMatchObject(found);
  });
});
