import {
  type CreateImportFile,
  type ImportFile,
  type ImportFileReport,
  type ImportSettings,
  LIMITS,
  type UpdateImportFile,
} from '@afterword/contracts';
import {
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  keeperOf,
  newId,
  type Principal,
  type SqlTransaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { ImportRefusedError, PageMap } from '../imports';
import { ModerationLog } from '../moderation-log';
import { SitesService } from '../sites';
import { type FileKey, ImportFilesRepository } from './import-files.repository';
import { ImportJobs } from './import-jobs';

/** Files of other systems, uploaded in parts. Each is checked once it is whole, and imported when somebody says so. */
@Injectable()
export class ImportFilesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly files: ImportFilesRepository,
    private readonly jobs: ImportJobs,
    private readonly sites: SitesService,
    private readonly idempotency: IdempotencyService,
    private readonly log: ModerationLog,
  ) {}

  /** @throws DomainError `too-many-import-files`, `invalid-request` for a mapping that cannot be read */
  async create(
    siteId: string,
    { name, bytes, ...settings }: CreateImportFile,
    { principal, key }: { principal: Principal; key: IdempotencyKey | null },
  ): Promise<ImportFile> {
    const site = await this.sites.get(siteId);
    assertMap(settings);
    return this.idempotency.run(keeperOf(site.id, principal), key, async (tx) => {
      const created = await this.files.create(tx, { siteId: site.id, id: newId() }, { name, bytes, settings });
      if (!created) throw new DomainError('too-many-import-files');
      return created;
    });
  }

  async list(siteId: string): Promise<ImportFile[]> {
    return this.files.list((await this.sites.get(siteId)).id);
  }

  /** @throws DomainError `import-file-not-found` */
  async get(siteId: string, id: string): Promise<ImportFile> {
    return found(await this.files.find(await this.keyOf(siteId, id)));
  }

  /** @throws DomainError `import-file-not-found`, `import-not-ready` where it was not checked yet */
  async report(siteId: string, id: string): Promise<ImportFileReport> {
    const of = await this.keyOf(siteId, id);
    found(await this.files.find(of));
    const report = await this.files.report(of);
    if (!report)
      throw new DomainError('import-not-ready', {
        detail: 'The file was not checked yet. Wait until its status is checked.',
      });
    return report;
  }

  /**
   * Takes a part, numbered from 0; a part that was sent before takes its place. With the last one the file is checked.
   * @throws DomainError `import-file-not-found`, `invalid-request` for a part that is none or has another size, `import-not-ready`
   */
  async storePart(siteId: string, id: string, part: string, data: Buffer): Promise<ImportFile> {
    const of = await this.keyOf(siteId, id);
    const stored = await this.dataSource.transaction(async (tx) => {
      const file = found(await this.files.hold(tx, of));
      // The last part again, whose answer was lost.
      if (file.status !== 'uploading') return file;
      const number = partNumber(part, file.bytes);
      const bytes = Math.min(LIMITS.importPartBytes, file.bytes - number * LIMITS.importPartBytes);
      if (data.length !== bytes)
        throw invalid('/', `must have ${bytes} bytes, as part ${number} of a file of ${file.bytes} bytes has`);
      return found(await this.files.storePart(tx, of, number, data));
    });
    if (stored.status === 'checking') this.jobs.wake();
    return stored;
  }

  /** Other settings: the file is checked again. @throws DomainError `import-file-not-found`, `import-not-ready` while it is imported and after */
  async update(siteId: string, id: string, change: UpdateImportFile): Promise<ImportFile> {
    const of = await this.keyOf(siteId, id);
    assertMap(change);
    const changed = await this.dataSource.transaction(async (tx) => {
      const file = found(await this.files.hold(tx, of));
      if (file.status === 'importing' || file.status === 'imported') throw new DomainError('import-not-ready');
      const status = file.receivedBytes === file.bytes ? 'checking' : 'uploading';
      return found(await this.files.change(tx, of, { settings: { ...file.settings, ...change }, status }));
    });
    this.jobs.wake();
    return changed;
  }

  /** Imports what was checked, or goes on where it was stopped. @throws DomainError `import-file-not-found`, `import-not-ready` */
  async start(siteId: string, id: string, by: Principal): Promise<ImportFile> {
    const of = await this.keyOf(siteId, id);
    const started = await this.dataSource.transaction(async (tx) => {
      const file = found(await this.files.hold(tx, of));
      if (file.status === 'importing') return file;
      const isWhole = file.receivedBytes === file.bytes;
      if (!isWhole || (file.status !== 'checked' && file.status !== 'failed'))
        throw new DomainError('import-not-ready');
      await this.note(tx, of, { file: file.name }, by);
      return found(await this.files.change(tx, of, { settings: file.settings, status: 'importing' }));
    });
    this.jobs.wake();
    return started;
  }

  /** An import that works is stopped; what it has stored stays, and can be taken back. @throws DomainError `import-file-not-found` */
  async delete(siteId: string, id: string): Promise<void> {
    const of = await this.keyOf(siteId, id);
    const isDeleted = await this.dataSource.transaction((tx) => this.files.delete(tx, of));
    if (!isDeleted) throw new DomainError('import-file-not-found');
  }

  private note(
    tx: SqlTransaction,
    { siteId }: FileKey,
    details: Record<string, unknown>,
    by: Principal,
  ): Promise<void> {
    return this.log.record(tx, [{ siteId, action: 'import.started', by, details }]);
  }

  private async keyOf(siteId: string, id: string): Promise<FileKey> {
    const site = await this.sites.get(siteId);
    if (!z.uuid().safeParse(id).success) throw new DomainError('import-file-not-found');
    return { siteId: site.id, id };
  }
}

function found(file: ImportFile | null): ImportFile {
  if (!file) throw new DomainError('import-file-not-found');
  return file;
}

function partNumber(text: string, bytes: number): number {
  const last = Math.ceil(bytes / LIMITS.importPartBytes) - 1;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(number <= last)) throw invalid('part', `must be a number from 0 to ${last}`);
  return number;
}

function assertMap({ map }: Partial<ImportSettings>): void {
  if (map === undefined) return;
  try {
    new PageMap(map);
  } catch (error) {
    if (!(error instanceof ImportRefusedError)) throw error;
    throw invalid('/map', error.message);
  }
}

const invalid = (path: string, message: string) => new DomainError('invalid-request', { errors: [{ path, message }] });
