import { createHmac } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { Cleanup, execute, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { InstallationSecrets } from '../installation-secrets';
import type { PageRef } from '../page-writes';
import {
  FORGET_ERASED,
  PAGES_OF_ERASED,
  REMEMBER_ERASED,
  RETURN_ERASED,
  TAKE_REACTIONS,
  TAKE_RESTRICTION,
  TAKE_SHARES,
  TAKE_WALLET,
} from './erased-subjects.sql';

/** A subject of a site's single sign-on. */
interface Subject {
  siteId: string;
  sub: string;
}

/**
 * Readers who erased themselves and may sign in again. Who they were is kept as a keyed hash of their subject: a second sign-in
 * brings no second grant and no second vote, since the marks, links and wallet they left are theirs again, and so is a restriction. Their comments stay
 * nobody's.
 */
@Injectable()
export class ErasedSubjects {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly secrets: InstallationSecrets,
    cleanup: Cleanup,
  ) {
    cleanup.add({
      name: 'erased-subjects',
      run: () => execute(this.dataSource, FORGET_ERASED, [LIMITS.erasedSubjectDays]),
    });
  }

  async remember(tx: SqlTransaction, subject: Subject, readerId: string): Promise<void> {
    await execute(tx, REMEMBER_ERASED, [subject.siteId, await this.hashOf(subject), readerId]);
  }

  /** The pages below which something of the subject's is stored, to be locked before `giveBack`. */
  async pagesOf(tx: SqlTransaction, subject: Subject): Promise<PageRef[]> {
    return rowsOf<PageRef>(tx, PAGES_OF_ERASED, [subject.siteId, await this.hashOf(subject)]);
  }

  /** Gives a reader who is new what the same subject left. The caller holds the pages. */
  async giveBack(tx: SqlTransaction, subject: Subject, readerId: string): Promise<void> {
    const { siteId } = subject;
    const [former] = await rowsOf<{ readerId: string }>(tx, RETURN_ERASED, [siteId, await this.hashOf(subject)]);
    if (!former || former.readerId === readerId) return;
    for (const statement of [TAKE_REACTIONS, TAKE_SHARES, TAKE_WALLET, TAKE_RESTRICTION]) {
      await execute(tx, statement, [siteId, former.readerId, readerId]);
    }
  }

  private async hashOf({ siteId, sub }: Subject): Promise<Buffer> {
    const secret = await this.secrets.get('erased-subjects');
    return createHmac('sha256', secret).update(`${siteId}\n${sub}`).digest();
  }
}
