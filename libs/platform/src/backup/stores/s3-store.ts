import { MANIFEST_FILE, UNFINISHED_FILE } from '../backup-format';
import { reasonOf } from '../../logging/log-limiter';
import type { BackupState, BackupStore } from './backup-store';
import { BackupStoreError } from './backup-store-error';
import { S3Client, S3Refusal } from './s3-client';
import type { S3Settings } from './s3-settings';
import { escaped, textsOf } from './s3-xml';

/**
 * Bytes of each part of a larger file but its last: R2 wants them of one size, and there may be 10,000. So a file may have 156 GiB, and a
 * program holds one part at a time.
 */
const PART_BYTES = 16 * 1_024 * 1_024;

/** How often a file is asked for from where it broke off, without a byte in between. */
const READ_ATTEMPTS = 5;

/** Objects of a bucket below a prefix, in any storage that speaks S3's protocol. */
export class S3Store implements BackupStore {
  readonly place: string;
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    this.client = new S3Client(settings);
    this.place = [`s3://${settings.bucket}`, settings.prefix].filter(Boolean).join('/');
  }

  placeOf(file: string): string {
    return `${this.place}/${file}`;
  }

  below(name: string): S3Store {
    return new S3Store({ ...this.settings, prefix: this.keyOf(name) });
  }

  async names(): Promise<string[]> {
    const { keys, folders } = await this.list({ delimiter: '/' });
    const { length } = this.keyOf('');
    return [...keys, ...folders].map((name) => name.slice(length).replace(/\/$/, '')).filter((name) => name !== '');
  }

  async state(): Promise<BackupState> {
    const names = await this.names();
    if (names.includes(MANIFEST_FILE)) return 'whole';
    if (names.includes(UNFINISHED_FILE)) return 'unfinished';
    return names.length > 0 ? 'other' : 'empty';
  }

  async begin(): Promise<void> {
    await this.put(UNFINISHED_FILE, Buffer.alloc(0));
  }

  async write(file: string, chunks: AsyncIterable<Buffer>, signal?: AbortSignal): Promise<void> {
    try {
      await this.upload(file, chunks, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof BackupStoreError)) throw error;
      throw new BackupStoreError(
        `Cannot write ${this.placeOf(file)}, so nothing of this backup is kept: ${error.message}`,
        { cause: error },
      );
    }
  }

  private async upload(file: string, chunks: AsyncIterable<Buffer>, signal: AbortSignal | undefined): Promise<void> {
    let upload: Upload | null = null;
    try {
      for await (const part of partsOf(chunks)) {
        if (upload === null && part.length < PART_BYTES) return await this.put(file, part, signal);
        upload ??= await Upload.begin(this.client, this.keyOf(file), signal);
        await upload.add(part);
      }
      await upload?.complete();
    } catch (error) {
      await upload?.abort();
      throw error;
    }
  }

  private async put(file: string, body: Buffer, signal?: AbortSignal): Promise<void> {
    await this.client.send({ method: 'PUT', key: this.keyOf(file), body, signal });
  }

  /** What breaks off goes on where it did, as long as it is the same object. */
  async *read(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
    let read = 0;
    let etag: string | null = null;
    for (let failures = 0; ;) {
      const headers: Record<string, string> = read === 0 ? {} : { range: `bytes=${read}-`, 'if-match': etag ?? '' };
      const response: Response = await this.client.send({ method: 'GET', key: this.keyOf(file), headers, signal });
      if (read > 0 && response.status !== 206)
        throw new BackupStoreError(`Cannot read ${this.placeOf(file)}: the storage sends it from its start only`);
      etag = response.headers.get('etag');
      try {
        for await (const chunk of response.body ?? []) {
          read += chunk.length;
          failures = 0;
          yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
        }
        return;
      } catch (error) {
        signal?.throwIfAborted();
        failures += 1;
        if (failures === READ_ATTEMPTS || etag === null)
          throw new BackupStoreError(`Cannot read ${this.placeOf(file)}: ${reasonOf(error)}`, { cause: error });
      }
    }
  }

  async complete(manifest: string): Promise<void> {
    await this.put(MANIFEST_FILE, Buffer.from(manifest));
    await this.delete(this.keyOf(UNFINISHED_FILE));
  }

  async remove(): Promise<void> {
    await this.begin();
    await this.delete(this.keyOf(MANIFEST_FILE));
    await this.abortUploads();
    for (const folder of ['engagement/', 'content/'])
      for (const key of (await this.list({ prefix: this.keyOf(folder) })).keys) await this.delete(key);
    await this.delete(this.keyOf(UNFINISHED_FILE));
  }

  private keyOf(name: string): string {
    return [this.settings.prefix, name].filter((part, index) => part !== '' || index > 0).join('/');
  }

  private async delete(key: string): Promise<void> {
    await this.client.send({ method: 'DELETE', key, accept: [404] });
  }

  /** All keys below a prefix, and where there is a delimiter what its next ones end. */
  private async list({ prefix = this.keyOf(''), delimiter }: { prefix?: string; delimiter?: string } = {}): Promise<{
    keys: string[];
    folders: string[];
  }> {
    const keys: string[] = [];
    const folders: string[] = [];
    for (let token: string | undefined; ;) {
      const query = {
        'list-type': '2',
        prefix,
        ...(delimiter !== undefined && { delimiter }),
        ...(token !== undefined && { 'continuation-token': token }),
      };
      const xml = await (await this.client.send({ method: 'GET', key: '', query })).text();
      keys.push(...textsOf(xml, 'ListBucketResult/Contents/Key'));
      folders.push(...textsOf(xml, 'ListBucketResult/CommonPrefixes/Prefix'));
      [token] = textsOf(xml, 'ListBucketResult/NextContinuationToken');
      if (token === undefined || textsOf(xml, 'ListBucketResult/IsTruncated')[0] !== 'true') return { keys, folders };
    }
  }

  /** What a program that was killed has begun: it is not listed, and costs. A storage that cannot tell of it is let off. */
  private async abortUploads(): Promise<void> {
    const query = { uploads: '', prefix: this.keyOf('') };
    const xml = await this.client.send({ method: 'GET', key: '', query }).then(
      (response) => response.text(),
      (error: unknown) => {
        if (error instanceof S3Refusal && ['NotImplemented', 'AccessDenied'].includes(error.code)) return '';
        throw error;
      },
    );
    const keys = textsOf(xml, 'ListMultipartUploadsResult/Upload/Key');
    const ids = textsOf(xml, 'ListMultipartUploadsResult/Upload/UploadId');
    for (const [index, key] of keys.entries()) await new Upload(this.client, key, ids[index] ?? '').abort();
  }
}

/** A file that is sent in several parts: it is there, whole, when it is completed, and nothing of it is before. */
class Upload {
  private readonly etags: string[] = [];
  private bytes = 0;

  constructor(
    private readonly client: S3Client,
    private readonly key: string,
    private readonly id: string,
    private readonly signal?: AbortSignal,
  ) {}

  static async begin(client: S3Client, key: string, signal?: AbortSignal): Promise<Upload> {
    const response = await client.send({ method: 'POST', key, query: { uploads: '' }, signal });
    const [id] = textsOf(await response.text(), 'InitiateMultipartUploadResult/UploadId');
    if (id === undefined) throw new BackupStoreError('The storage began an upload without saying its number');
    return new Upload(client, key, id, signal);
  }

  async add(body: Buffer): Promise<void> {
    const query = { partNumber: String(this.etags.length + 1), uploadId: this.id };
    const response = await this.client.send({ method: 'PUT', key: this.key, query, body, signal: this.signal });
    this.etags.push(response.headers.get('etag') ?? '');
    this.bytes += body.length;
  }

  async complete(): Promise<void> {
    const parts = this.etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
    try {
      await this.client.send({
        method: 'POST',
        key: this.key,
        query: { uploadId: this.id },
        body,
        signal: this.signal,
      });
    } catch (error) {
      // It may be complete already, and the answer got lost.
      if (!(error instanceof S3Refusal) || error.code !== 'NoSuchUpload' || !(await this.isThere())) throw error;
    }
  }

  private async isThere(): Promise<boolean> {
    const { status, headers } = await this.client.send({ method: 'HEAD', key: this.key, accept: [404] });
    return status === 200 && Number(headers.get('content-length')) === this.bytes;
  }

  /** Also when we are being stopped: parts that nobody completes cost until somebody removes them. */
  async abort(): Promise<void> {
    await this.client
      .send({ method: 'DELETE', key: this.key, query: { uploadId: this.id }, accept: [404] })
      .catch(() => undefined);
  }
}

/** What comes, cut into parts of one size; the last one may be shorter. Each part is to be used before the next one is asked for. */
async function* partsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const part = Buffer.allocUnsafeSlow(PART_BYTES);
  let filled = 0;
  let parts = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length;) {
      const length = chunk.copy(part, filled, taken);
      taken += length;
      filled += length;
      if (filled < PART_BYTES) continue;
      yield part;
      parts += 1;
      filled = 0;
    }
  }
  if (filled > 0 || parts === 0) yield part.subarray(0, filled);
}
