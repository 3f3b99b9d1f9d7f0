import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportRefusedError } from '../import-problem';
import type { InputFile } from './input-file';
import { decoderOf } from './text-decoding';
import { type ZipEntry, zipEntries } from './zip';

/** What somebody imports: one file, an archive of several, or a folder. */
export interface OpenInput {
  readonly files: readonly InputFile[];
  /** On disk. */
  readonly bytes: number;
  /** What it is known by when it is started again. 32 bytes. */
  readonly fingerprint: Buffer;
  /** Bytes on disk that have been read so far. */
  bytesRead(): number;
  /** Names of compressed files whose data ended too early, of those that have been read. */
  cutShort(): readonly string[];
  close(): Promise<void>;
}

/** Enough to recognize a format by: the prologue of an XML document can be long. Bytes. */
const HEAD_BYTES = 65_536;

/** Bytes that one byte of an archive may become. Texts become 3 to 20. */
const MOST_GROWTH = 400;

/** Files of an archive that hold no items. */
const OTHER_FILE = /(^|\/)(__MACOSX\/|\.)|\.(png|jpe?g|gif|webp|svg|css|js|html?|txt|md|pdf|mp[34])$/i;

/** @throws ImportRefusedError for what cannot be opened */
export async function openInput(path: string): Promise<OpenInput> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new ImportRefusedError(`There is no file ${path}.`);
  const counter = new ByteCounter();
  const cut = new Set<string>();
  const closers: (() => Promise<void>)[] = [];
  const files: InputFile[] = [];
  const paths = found.isDirectory() ? (await readdir(path)).sort().map((name) => join(path, name)) : [path];
  const hash = createHash('sha256');
  let bytes = 0;
  for (const one of paths) {
    const { size, isFile } = await stat(one).then((entry) => ({ size: entry.size, isFile: entry.isFile() }));
    if (!isFile) continue;
    bytes += size;
    const beginning = await headOf(one);
    hash.update(`${basename(one)}\n${size}\n`).update(beginning);
    if (isZip(beginning)) {
      const archive = await zipEntries(one);
      closers.push(archive.close);
      for (const entry of archive.entries) {
        if (OTHER_FILE.test(entry.name)) continue;
        files.push(
          await fileOf({ name: basename(entry.name), path: null, open: () => openEntry(entry, counter), cut }),
        );
      }
    } else {
      const isGzip = beginning[0] === 0x1f && beginning[1] === 0x8b;
      const name = basename(one).replace(/\.gz$/, '');
      files.push(
        await fileOf({ name, path: isGzip ? null : one, open: () => openFile(one, { isGzip, counter, size }), cut }),
      );
    }
  }
  if (files.length === 0) throw new ImportRefusedError(`There is nothing to import in ${path}.`);
  return {
    files,
    bytes,
    fingerprint: hash.digest(),
    bytesRead: () => counter.bytes,
    cutShort: () => [...cut],
    close: async () => {
      for (const close of closers) await close();
    },
  };
}

class ByteCounter {
  bytes = 0;
}

type Opened = Promise<Readable> | Readable;

async function fileOf({
  name,
  path,
  open: openStream,
  cut,
}: {
  name: string;
  path: string | null;
  open: () => Opened;
  cut: Set<string>;
}): Promise<InputFile> {
  const head = await firstBytes(await openStream());
  const label = decoderOf(head);
  return {
    name,
    path,
    head: decode(head, label),
    async *text() {
      const decoder = new TextDecoder(label);
      const stream = await openStream();
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          const text = decoder.decode(chunk, { stream: true });
          if (text !== '') yield text;
        }
        const rest = decoder.decode();
        if (rest !== '') yield rest;
      } catch (error) {
        // A compressed file that was cut off: what is there is read.
        if ((error as { code?: string }).code !== 'Z_BUF_ERROR') throw error;
        cut.add(name);
      } finally {
        stream.destroy();
      }
    },
  };
}

function openFile(
  path: string,
  { isGzip, counter, size }: { isGzip: boolean; counter: ByteCounter; size: number },
): Readable {
  const file = createReadStream(path, { highWaterMark: 128 * 1024 });
  file.on('data', (chunk) => (counter.bytes += chunk.length));
  // Flows when it is read, not now.
  file.pause();
  return isGzip ? joined(file, createGunzip(), limitGrowth(size)) : file;
}

async function openEntry(entry: ZipEntry, counter: ByteCounter): Promise<Readable> {
  if (entry.size > MOST_GROWTH * Math.max(entry.compressedSize, 1_000)) throw tooLarge(entry.name);
  const stream = await entry.open();
  const share = entry.compressedSize / Math.max(entry.size, 1);
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      counter.bytes += chunk.length * share;
      done(null, chunk);
    },
  });
  return joined(stream, counted);
}

/** Errors of any of them are errors of the last. */
function joined(first: Readable, ...others: Transform[]): Readable {
  const last = others.at(-1) as Transform;
  pipeline([first, ...others], (error) => {
    if (error) last.destroy(error);
  });
  return last;
}

function limitGrowth(compressedBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > MOST_GROWTH * Math.max(compressedBytes, 1_000)) done(tooLarge('The file'));
      else done(null, chunk);
    },
  });
}

const tooLarge = (name: string) =>
  new ImportRefusedError(
    `${name} becomes more than ${MOST_GROWTH} times as large, as no export does. Decompress it yourself if you trust it.`,
  );

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function firstBytes(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    if ((error as { code?: string }).code !== 'Z_BUF_ERROR') throw error;
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

const decode = (bytes: Buffer, label: string): string => new TextDecoder(label).decode(bytes, { stream: true });

const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';
