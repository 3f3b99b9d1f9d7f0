import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { S3Server } from '@afterword/testing/s3-server';
import { MANIFEST_FILE, UNFINISHED_FILE } from '../backup-format';
import type { BackupStore } from './backup-store';
import { openBackupStore } from './open-backup-store';

const MIB = 1_024 * 1_024;
const PREFIX = 'of afterword/it+s (1)';

async function* chunked(bytes: Buffer, size = 70_001): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

describe('stores of backups', () => {
  let storage: S3Server;
  let folder: string;

  beforeAll(async () => {
    storage = await S3Server.start();
    folder = await mkdtemp(join(tmpdir(), 'afterword-stores-'));
  });
  afterAll(async () => {
    await storage.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    storage.fault = () => undefined;
    storage.calls.length = 0;
    storage.objects.clear();
    storage.uploads.clear();
    await rm(folder, { recursive: true });
    await mkdir(folder);
  });

  const open = (kind: 'folder' | 's3') =>
    openBackupStore(kind === 's3' ? `s3://${storage.bucket}/${PREFIX}` : join(folder, PREFIX), storage.env);

  const read = (store: BackupStore, file: string) => buffer(store.read(file));

  describe.each(['folder', 's3'] as const)('%s', (kind) => {
    it('is empty, unfinished, whole and empty again, with its files and no other', async () => {
      const parent = await open(kind);
      const store = parent.below('one');
      expect(await parent.names()).toEqual([]);
      expect(await store.state()).toBe('empty');
      await store.begin();
      expect(await store.state()).toBe('unfinished');
      const bytes = randomBytes(300_000);
      await store.write('engagement/comment.copy.gz', chunked(bytes));
      for (const table of ['a', 'b', 'c', 'd', 'e', 'f'])
        await store.write(`content/${table}.sql`, chunked(Buffer.from(table)));
      await store.write('content/nothing.sql', chunked(Buffer.alloc(0)));
      expect(await store.state()).toBe('unfinished');
      await store.complete('{}');
      expect(await store.state()).toBe('whole');
      expect((await store.names()).sort()).toEqual(['backup.json', 'content', 'engagement']);
      expect(await parent.names()).toEqual(['one']);
      expect(await read(store, 'engagement/comment.copy.gz')).toEqual(bytes);
      expect(await read(store, 'content/f.sql')).toEqual(Buffer.from('f'));
      expect(await read(store, 'content/nothing.sql')).toEqual(Buffer.alloc(0));
      await expect(read(store, 'content/g.sql')).rejects.toMatchObject({ isMissing: true });
      await store.remove();
      expect(await store.state()).toBe('empty');
      expect(await parent.names()).toEqual([]);
      expect([...storage.objects.keys()]).toEqual([]);
    });

    it('leaves what is not of the backup', async () => {
      const store = await open(kind);
      await store.begin();
      await store.complete('{}');
      if (kind === 's3') storage.objects.set(`${PREFIX}/notes.txt`, Buffer.from('mine'));
      else await writeFile(join(store.place, 'notes.txt'), 'mine');
      await store.remove();
      expect(await store.names()).toEqual(['notes.txt']);
      expect(await store.state()).toBe('other');
    });
  });

  it('sends a large file in parts of one size, and nothing of it is there when that fails or is stopped', async () => {
    const store = await open('s3');
    const bytes = randomBytes(33 * MIB);
    await store.write('engagement/event.copy.gz', chunked(bytes));
    expect(storage.calls.map(({ method, query }) => `${method} ${query.get('partNumber') ?? ''}`)).toEqual([
      'POST ',
      'PUT 1',
      'PUT 2',
      'PUT 3',
      'POST ',
    ]);
    expect((await read(store, 'engagement/event.copy.gz')).equals(bytes)).toBe(true);
    await store.write('engagement/even.copy.gz', chunked(bytes.subarray(0, 32 * MIB)));
    expect(storage.objects.get(`${PREFIX}/engagement/even.copy.gz`)?.length).toBe(32 * MIB);

    storage.fault = ({ query }) => (query.get('partNumber') === '2' ? 403 : undefined);
    await expect(store.write('content/image.copy.gz', chunked(bytes))).rejects.toThrow(
      `Cannot write s3://backups/${PREFIX}/content/image.copy.gz, so nothing of this backup is kept: AWS_ACCESS_KEY_ID may not do this to s3://backups/${PREFIX}/content/image.copy.gz (PUT: status 403, AccessDenied, No.)`,
    );
    const stop = new AbortController();
    storage.fault = ({ query }) => void (query.get('partNumber') === '2' && stop.abort());
    await expect(store.write('content/image.copy.gz', chunked(bytes), stop.signal)).rejects.toThrow('aborted');
    storage.fault = () => undefined;
    async function* broken() {
      yield* chunked(bytes);
      throw new Error('PostgreSQL is gone');
    }
    await expect(store.write('content/image.copy.gz', broken())).rejects.toThrow('PostgreSQL is gone');
    expect([...storage.uploads]).toEqual([]);
    expect([...storage.objects.keys()]).not.toContain(`${PREFIX}/content/image.copy.gz`);
  });

  it('removes uploads that a program which was killed has begun', async () => {
    const store = await open('s3');
    await store.begin();
    storage.uploads.set('left+over', { key: `${PREFIX}/engagement/event.copy.gz`, parts: new Map() });
    storage.uploads.set('of-others', { key: 'elsewhere', parts: new Map() });
    await store.remove();
    expect([...storage.uploads.keys()]).toEqual(['of-others']);
    // Of a storage that cannot tell of them.
    await store.begin();
    storage.fault = ({ query }) => (query.has('uploads') ? 501 : undefined);
    await store.remove();
    expect(await store.state()).toBe('empty');
  });

  it('sends again what was not answered, or was answered with a fault of the storage', async () => {
    const store = await open('s3');
    const bytes = randomBytes(17 * MIB);
    const once = new Set<string>();
    storage.fault = ({ method, query }) => {
      const name = `${method} ${[...query.keys()].join()}`;
      if (once.has(name)) return undefined;
      once.add(name);
      return method === 'POST' && query.has('uploadId') ? 'late-error' : query.has('uploads') ? 'lose-answer' : 503;
    };
    await store.write('engagement/event.copy.gz', chunked(bytes));
    await store.write('engagement/small.sql', chunked(Buffer.from('small')));
    expect([...once].sort()).toEqual(['POST uploadId', 'POST uploads', 'PUT ', 'PUT partNumber,uploadId']);
    // One upload began twice, since the answer to its first request was lost.
    expect(storage.uploads.size).toBe(1);
    once.clear();
    storage.fault = ({ method }) => {
      if (method !== 'GET' || once.size === 2) return undefined;
      once.add(String(once.size));
      return 'cut';
    };
    expect((await read(store, 'engagement/event.copy.gz')).equals(bytes)).toBe(true);
    expect(once.size).toBe(2);
  });

  it('does not go on reading an object that is another one meanwhile', async () => {
    const store = await open('s3');
    await store.write('engagement/event.copy.gz', chunked(randomBytes(MIB)));
    let cut = false;
    storage.fault = () => {
      if (cut) {
        storage.objects.set(`${PREFIX}/engagement/event.copy.gz`, randomBytes(MIB));
        return undefined;
      }
      cut = true;
      return 'cut';
    };
    await expect(read(store, 'engagement/event.copy.gz')).rejects.toThrow('PreconditionFailed');
  });

  it('knows that an upload is complete whose last answer was lost', async () => {
    const store = await open('s3');
    let lost = false;
    storage.fault = ({ method, query }) => {
      if (lost || method !== 'POST' || !query.has('uploadId')) return undefined;
      lost = true;
      return 'lose-answer';
    };
    const bytes = randomBytes(17 * MIB);
    await store.write('engagement/event.copy.gz', chunked(bytes));
    expect(lost).toBe(true);
    expect(storage.objects.get(`${PREFIX}/engagement/event.copy.gz`)?.equals(bytes)).toBe(true);
  });

  it('counts a backup whose removal was interrupted as unfinished', async () => {
    const store = await open('s3');
    await store.begin();
    await store.write('engagement/a.sql', chunked(Buffer.from('a')));
    await store.complete('{}');
    storage.fault = ({ method, key }) => (method === 'DELETE' && key.endsWith('a.sql') ? 403 : undefined);
    await expect(store.remove()).rejects.toThrow('AccessDenied');
    expect(await store.state()).toBe('unfinished');
    expect([...storage.objects.keys()].map((key) => key.slice(PREFIX.length + 1))).toEqual([
      'engagement/a.sql',
      UNFINISHED_FILE,
    ]);
    expect(storage.objects.has(`${PREFIX}/${MANIFEST_FILE}`)).toBe(false);
  });

  describe('say in one line what is wrong:', () => {
    const saidWith = async (changes: Record<string, string | undefined>, place = `s3://${storage.bucket}/p`) => {
      try {
        await (await openBackupStore(place, { ...storage.env, ...changes })).names();
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing';
    };

    it('a variable that is not set or cannot be, without a value of a secret', async () => {
      expect(await saidWith({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: undefined })).toBe(
        'Cannot use s3://backups. AWS_ACCESS_KEY_ID: is not set; AWS_SECRET_ACCESS_KEY: is not set',
      );
      expect(await saidWith({ AWS_ENDPOINT_URL_S3: 'localhost:9000' })).toBe(
        'Cannot use s3://backups. AWS_ENDPOINT_URL_S3: must be an address such as https://s3.example.com',
      );
      expect(await saidWith({ AWS_REGION: 'here and there' })).toContain('AWS_REGION: must be the name of a region');
    });

    it('a secret, a key, a region or a bucket that the storage does not know', async () => {
      expect(await saidWith({ AWS_ACCESS_KEY_ID: 'AKOTHER' })).toMatch(
        /^http:\/\/127\.0\.0\.1:\d+ does not know AWS_ACCESS_KEY_ID \(GET: status 403, InvalidAccessKeyId, No\.\)$/,
      );
      expect(await saidWith({ AWS_SECRET_ACCESS_KEY: 'hunter2' })).toBe(
        'AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID (GET: status 403, SignatureDoesNotMatch, No.)',
      );
      expect(await saidWith({ AWS_REGION: 'us-east-1' })).toContain('is in another region (eu-test-1); set AWS_REGION');
      expect(await saidWith({ AWS_SESSION_TOKEN: 'of yesterday' })).toContain(
        'AWS_SESSION_TOKEN is not valid any more',
      );
      expect(await saidWith({}, 's3://elsewhere/p')).toMatch(
        /^There is no bucket elsewhere at http:\S+ \(AWS_ENDPOINT_URL_S3\)/,
      );
    });

    it('a storage that is not there', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');
      expect(await saidWith({ AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` })).toMatch(
        /^Cannot reach the storage at http:\S+ \(AWS_ENDPOINT_URL_S3, AWS_REGION\): .*connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
      );
    });

    // It was a folder "https:" here.
    it.each(['https://bucket.example/a', 'gs://bucket/a', 'file:///a'])('the address %s', async (place) => {
      expect(await saidWith({}, place)).toBe(`${place} is neither a folder nor a bucket; write s3://bucket/path`);
    });

    // It was the current folder.
    it.each(['', ' '])('the address "%s"', async (place) => {
      expect(await saidWith({}, place)).toBe('The place of the backup is empty; name a folder or s3://bucket/path');
    });

    it.each(['s3://', 's3://UPPER/a', 's3://bucket//a', 's3://bucket/a/../b', 's3:bucket', 's3://bucket/ä'])(
      'the address %s',
      async (place) => {
        expect(await saidWith({}, place)).toBe(`${place} is no address of a bucket; write s3://bucket/path`);
      },
    );
  });

  it('reads secrets from files, the names of other programs, and credentials with a token', async () => {
    const other = await S3Server.start({ sessionToken: 'token/+=' });
    try {
      const { AWS_ENDPOINT_URL_S3, AWS_REGION, AWS_SECRET_ACCESS_KEY, ...rest } = other.env;
      const file = join(folder, 'secret');
      await writeFile(file, `${AWS_SECRET_ACCESS_KEY}\n`);
      const store = await openBackupStore('s3://backups', {
        ...rest,
        AWS_SECRET_ACCESS_KEY_FILE: file,
        AWS_ENDPOINT_URL: `${AWS_ENDPOINT_URL_S3}/`,
        AWS_DEFAULT_REGION: AWS_REGION,
      });
      await store.below('a').begin();
      expect(await store.names()).toEqual(['a']);
      expect(other.calls.length).toBeGreaterThan(0);
    } finally {
      await other.stop();
    }
  });
});
