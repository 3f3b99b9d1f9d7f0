import { ReadReplica, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { ARCHIVE_MONTHS } from './archive.sql';

export interface ArchiveMonth {
  /** `2026-09` */
  month: string;
  articles: number;
}

@Injectable()
export class ArchiveRepository {
  constructor(private readonly replica: ReadReplica) {}

  months(timeZone: string): Promise<ArchiveMonth[]> {
    return this.replica.ask((runner) => rowsOf<ArchiveMonth>(runner, ARCHIVE_MONTHS, [timeZone]));
  }
}
