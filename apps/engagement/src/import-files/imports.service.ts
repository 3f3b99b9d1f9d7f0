import { type ImportRun, type ImportRunList, type ImportRunQuery, type ImportUses, LIMITS } from '@afterword/contracts';
import { Cursor, DomainError, MAX_ID, pageOf, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { ImportRuns } from '../imports';
import { ModerationLog } from '../moderation-log';
import { SitesService } from '../sites';
import { ImportJobs } from './import-jobs';

const cursor = new Cursor(z.tuple([z.literal('imports'), z.uuid()]));

/** Imports that have been, of whichever process, and taking them back. */
@Injectable()
export class ImportsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly runs: ImportRuns,
    private readonly jobs: ImportJobs,
    private readonly sites: SitesService,
    private readonly log: ModerationLog,
  ) {}

  async list(siteId: string, { limit, cursor: after }: ImportRunQuery): Promise<ImportRunList> {
    const { id } = await this.sites.get(siteId);
    const before = after === undefined ? MAX_ID : cursor.decode(after)[1];
    const runs = await this.runs.list(id, { before, limit: limit + 1 });
    return pageOf(runs, limit, (last) => cursor.encode(['imports', last.id]));
  }

  /** @throws DomainError `import-not-found` */
  async uses(siteId: string, id: string): Promise<ImportUses> {
    const run = await this.find(siteId, id);
    const items: ImportUses['items'] = [];
    for await (const { id: comment, page, what, count } of this.runs.uses(siteId, run.id)) {
      if (items.length === LIMITS.importUses) return { items, isWhole: false };
      items.push({ comment, page, what, count });
    }
    return { items, isWhole: true };
  }

  /** A worker does it, after what is being imported to the site. @throws DomainError `import-not-found`, `import-undone` */
  async undo(siteId: string, id: string, by: Principal): Promise<ImportRun> {
    const run = await this.find(siteId, id);
    if (run.status === 'undone') throw new DomainError('import-undone');
    if (run.status === 'undoing') return run;
    await this.dataSource.transaction(async (tx) => {
      await this.runs.askUndo(tx, siteId, run.id);
      const details = { run: run.id, file: run.file };
      await this.log.record(tx, [{ siteId, action: 'import.undone', by, details }]);
    });
    this.jobs.wake();
    return { ...run, status: 'undoing' };
  }

  private async find(siteId: string, id: string): Promise<ImportRun> {
    const site = await this.sites.get(siteId);
    const found = await this.runs.look(id);
    if (found?.siteId !== site.id) throw new DomainError('import-not-found');
    return found.run;
  }
}
