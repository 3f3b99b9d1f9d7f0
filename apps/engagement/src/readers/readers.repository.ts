import type { Author } from '@afterword/contracts';
import { execute, rowsOf, type SqlRunner, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PageAuthorsRepository } from '../pages';
import { ErasedSubjects } from './erased-subjects';
import { ERASE_READER, END_SESSIONS, FIND_READER, RENAME, STAFF_NAMES, SUBJECT_OF_READER } from './readers.sql';

interface ReaderRef {
  siteId: string;
  id: string;
}

@Injectable()
export class ReadersRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly authors: PageAuthorsRepository,
    private readonly erasedSubjects: ErasedSubjects,
  ) {}

  async staffNames(siteId: string): Promise<string[]> {
    return (await rowsOf<{ name: string }>(this.dataSource, STAFF_NAMES, [siteId])).map(({ name }) => name);
  }

  /** Null for a reader who is erased, or of another site. */
  async find(siteId: string, id: string): Promise<{ id: string; role: Author['role'] } | null> {
    const [reader] = await rowsOf<{ id: string; role: Author['role'] }>(this.dataSource, FIND_READER, [siteId, id]);
    return reader ?? null;
  }

  /** The caller holds the reader. */
  async rename(tx: SqlTransaction, { siteId, id }: ReaderRef, name: string): Promise<void> {
    await execute(tx, RENAME, [siteId, id, name]);
  }

  /** False when the reader was erased before. */
  async erase(tx: SqlTransaction, { siteId, id }: ReaderRef, shownName: string): Promise<boolean> {
    await execute(tx, END_SESSIONS, [siteId, id]);
    await this.authors.forget(tx, siteId, id);
    const [subject] = await rowsOf<{ sub: string }>(tx, SUBJECT_OF_READER, [siteId, id]);
    if (subject) await this.erasedSubjects.remember(tx, { siteId, sub: subject.sub }, id);
    return (await rowsOf(tx, ERASE_READER, [siteId, id, shownName])).length > 0;
  }

  async endSessions({ siteId, id }: ReaderRef, runner: SqlRunner = this.dataSource): Promise<void> {
    await execute(runner, END_SESSIONS, [siteId, id]);
  }
}
