import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ARCHIVE_MONTHS } from './archive.sql';

export interface ArchiveMonth {
  /** `2026-09` */
  month: string;
  articles: number;
}

@Injectable()
export class ArchiveRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  months(timeZone: string): Promise<ArchiveMonth[]> {
    return rowsOf<ArchiveMonth>(this.dataSource, ARCHIVE_MONTHS, [timeZone]);
  }
}
