import { LIMITS } from '@afterword/contracts';
import { execute, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { FIND_FILE, FORGET_REPLACED, KEEP_FILES, MARK_REPLACED, TAKE_TURNS } from './widget-files.sql';

/** Widget files of the current build and of earlier ones, in the database. */
@Injectable()
export class WidgetFilesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Stores the files of the current build. Files it no longer has are marked as replaced and deleted after `widgetFileDays`. */
  async keep(files: readonly { name: string; body: Buffer }[]): Promise<void> {
    const names = files.map(({ name }) => name);
    await this.dataSource.transaction(async (tx) => {
      await execute(tx, TAKE_TURNS);
      await execute(tx, KEEP_FILES, [names, files.map(({ body }) => body)]);
      await execute(tx, MARK_REPLACED, [names]);
      await execute(tx, FORGET_REPLACED, [LIMITS.widgetFileDays]);
    });
  }

  async find(name: string): Promise<Buffer | null> {
    const [row] = await rowsOf<{ body: Buffer }>(this.dataSource, FIND_FILE, [name]);
    return row?.body ?? null;
  }
}
