import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type ImportFile,
  type ImportFileProgress,
  type ImportFileReport,
  type ImportFileStatus,
  type ImportSettings,
  LIMITS,
} from '@afterword/contracts';
import { Cleanup, execute, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import {
  BEGIN_ATTEMPT,
  CHANGE_FILE,
  COUNT_RECEIVED,
  CREATE_FILE,
  DELETE_EXPIRED_FILES,
  DELETE_FILE,
  DELETE_PARTS,
  FILE,
  FILES_OF_SITE,
  FINISH_WORK,
  HOLD_FILE,
  PART,
  REPORT,
  SET_PROGRESS,
  STORE_PART,
  WORK_TO_DO,
} from './import-files.sql';

export interface FileKey {
  siteId: string;
  id: string;
}

/** Something that a worker has to do: check or import a file, or take a run back. */
export interface ImportWork extends FileKey {
  status: 'checking' | 'importing' | 'undoing';
  /** Of the file; work that was begun with an earlier one ends without a result. */
  revision: number;
}

interface FileRow extends Omit<ImportFile, 'partBytes' | 'createdAt' | 'updatedAt'>, FileKey {
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Files of other systems that wait to be imported, in parts. */
@Injectable()
export class ImportFilesRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({
      name: 'import-files',
      run: () => execute(this.dataSource, DELETE_EXPIRED_FILES, [LIMITS.importFileDays]),
    });
  }

  /** @returns null where the site has too many */
  async create(
    tx: SqlTransaction,
    { siteId, id }: FileKey,
    { name, bytes, settings }: { name: string; bytes: number; settings: ImportSettings },
  ): Promise<ImportFile | null> {
    const values = [siteId, id, name, bytes, JSON.stringify(settings), LIMITS.importFiles];
    return fileOf(await rowsOf<FileRow>(tx, CREATE_FILE, values));
  }

  /** The newest first. */
  async list(siteId: string): Promise<ImportFile[]> {
    return (await rowsOf<FileRow>(this.dataSource, FILES_OF_SITE, [siteId])).map(toFile);
  }

  async find({ siteId, id }: FileKey): Promise<ImportFile | null> {
    return fileOf(await rowsOf<FileRow>(this.dataSource, FILE, [siteId, id]));
  }

  /** Locks it for a change. */
  async hold(tx: SqlTransaction, { siteId, id }: FileKey): Promise<ImportFile | null> {
    return fileOf(await rowsOf<FileRow>(tx, HOLD_FILE, [siteId, id]));
  }

  async report({ siteId, id }: FileKey): Promise<ImportFileReport | null> {
    const [row] = await rowsOf<{ report: ImportFileReport | null }>(this.dataSource, REPORT, [siteId, id]);
    return row?.report ?? null;
  }

  /** The caller holds the file. @returns the file as it is then */
  async storePart(
    tx: SqlTransaction,
    { siteId, id }: FileKey,
    number: number,
    data: Buffer,
  ): Promise<ImportFile | null> {
    await execute(tx, STORE_PART, [siteId, id, number, data]);
    return fileOf(await rowsOf<FileRow>(tx, COUNT_RECEIVED, [siteId, id]));
  }

  async change(
    tx: SqlTransaction,
    { siteId, id }: FileKey,
    { settings, status }: { settings: ImportSettings; status: ImportFileStatus },
  ): Promise<ImportFile | null> {
    return fileOf(await rowsOf<FileRow>(tx, CHANGE_FILE, [siteId, id, JSON.stringify(settings), status]));
  }

  /** @returns false where there is none */
  async delete(tx: SqlTransaction, { siteId, id }: FileKey): Promise<boolean> {
    return (await rowsOf(tx, DELETE_FILE, [siteId, id])).length > 0;
  }

  /** What there is to do, what has waited longest first. */
  work(limit: number): Promise<ImportWork[]> {
    return rowsOf<ImportWork>(this.dataSource, WORK_TO_DO, [limit]);
  }

  /** @returns null where something else is wanted by now */
  async begin({ siteId, id, revision }: ImportWork): Promise<{ file: ImportFile; attempts: number } | null> {
    const [row] = await rowsOf<FileRow & { attempts: number }>(this.dataSource, BEGIN_ATTEMPT, [siteId, id, revision]);
    return row ? { file: toFile(row), attempts: row.attempts } : null;
  }

  /** @returns false where something else is wanted by now */
  async setProgress({ siteId, id, revision }: ImportWork, progress: ImportFileProgress): Promise<boolean> {
    const values = [siteId, id, revision, JSON.stringify(progress)];
    return (await rowsOf(this.dataSource, SET_PROGRESS, values)).length > 0;
  }

  /** The data are not needed any more once they are imported. */
  async finish(
    { siteId, id, revision }: ImportWork,
    {
      status,
      report,
      run,
      problem,
    }: { status: ImportFileStatus; report: ImportFileReport | null; run: string | null; problem: string | null },
  ): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const values = [siteId, id, revision, status, report && JSON.stringify(report), run, problem];
      const finished = await rowsOf(tx, FINISH_WORK, values);
      if (finished.length > 0 && status === 'imported') await execute(tx, DELETE_PARTS, [siteId, id]);
    });
  }

  /** Writes its parts into a file on disk. */
  async writeTo(path: string, { siteId, id, bytes }: FileKey & { bytes: number }, signal: AbortSignal): Promise<void> {
    await pipeline(
      Readable.from(this.parts({ siteId, id }, Math.ceil(bytes / LIMITS.importPartBytes))),
      createWriteStream(path),
      {
        signal,
      },
    );
  }

  private async *parts({ siteId, id }: FileKey, count: number): AsyncGenerator<Buffer> {
    const runner: SqlRunner = this.dataSource;
    for (let number = 0; number < count; number += 1) {
      const [part] = await rowsOf<{ data: Buffer }>(runner, PART, [siteId, id, number]);
      // What is there would be taken for all of it.
      if (!part) throw new Error(`Part ${number} of the file ${id} is missing`);
      yield part.data;
    }
  }
}

const fileOf = ([row]: FileRow[]): ImportFile | null => (row ? toFile(row) : null);

const toFile = (row: FileRow): ImportFile => {
  const { id, name, bytes, receivedBytes, status, settings, progress, figures, problem, run, createdAt, updatedAt } =
    row;
  return {
    ...{
      id,
      name,
      bytes,
      receivedBytes,
      partBytes: LIMITS.importPartBytes,
      status,
      settings,
      progress,
      figures,
      problem,
      run,
    },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
};
