import {
  CONFIG,
  execute,
  type HeldSession,
  holdSession,
  rowsOf,
  type ServiceConfig,
  type SqlRunner,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ImportBusyError } from './import-problem';
import { LOCK_IMPORTS, UNLOCK_IMPORTS } from './imports.sql';
import { CREATE_STAGING, DROP_STAGING, WALK_AS_USUAL } from './staging.sql';

/** Sessions for imports: temporary tables to gather a file in, and a lock that lets one run of a site work at a time. */
@Injectable()
export class ImportSessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** With the tables of `staging.sql.ts`, empty. */
  async staging<Result>(use: (session: SqlRunner) => Promise<Result>): Promise<Result> {
    return this.hold(async ({ manager }) => {
      await execute(manager, DROP_STAGING);
      for (const statement of CREATE_STAGING) await execute(manager, statement);
      try {
        return await use(manager);
      } finally {
        for (const statement of [DROP_STAGING, ...WALK_AS_USUAL])
          await execute(manager, statement).catch(() => undefined);
      }
    });
  }

  /** @throws ImportBusyError while another run of the site works */
  async exclusive<Result>(siteId: string, work: () => Promise<Result>): Promise<Result> {
    return this.hold(async ({ manager }) => {
      const [row] = await rowsOf<{ locked: boolean }>(manager, LOCK_IMPORTS, [siteId]);
      if (!row?.locked) throw new ImportBusyError(`Another import of ${siteId} is running. Wait for its end.`);
      try {
        return await work();
      } finally {
        await execute(manager, UNLOCK_IMPORTS, [siteId]).catch(() => undefined);
      }
    });
  }

  private async hold<Result>(use: (session: HeldSession) => Promise<Result>): Promise<Result> {
    const session = await holdSession(this.dataSource, this.config);
    try {
      return await use(session);
    } finally {
      await session.release();
    }
  }
}
