import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LATEST_RESTORE } from './restored-backups.sql';

/** Digits of an epoch: enough that two restores of one installation have different ones. */
const DIGITS = 8;

/** Whether the database was put back to an earlier moment. Processes are stopped for that, so what was read once stays true. */
@Injectable()
export class RestoredBackups {
  private known: Promise<string> | null = null;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Different after each restore: 8 hexadecimal digits, or nothing while there was none. */
  epoch(): Promise<string> {
    this.known ??= this.read().catch((error: unknown) => {
      this.known = null;
      throw error;
    });
    return this.known;
  }

  private async read(): Promise<string> {
    const [row] = await rowsOf<{ id: string }>(this.dataSource, LATEST_RESTORE);
    return row?.id.slice(0, DIGITS) ?? '';
  }
}
