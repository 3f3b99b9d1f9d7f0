import { normalisePageKey, type Session, type Site, type SsoClaimsSchema } from '@afterword/contracts';
import { newId, type Pipeline, type ReaderIdentity, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type Claim, ImportedAuthors, NO_CLAIM } from '../imported-authors';
import {
  type LockedPages,
  type PageCommand,
  type PageRef,
  type PageWrite,
  showReaderAnew,
  SingleWriter,
} from '../page-writes';
import { PageAuthorsRepository } from '../pages';
import { ErasedSubjects } from './erased-subjects';
import { SessionsService } from './sessions.service';
import { PAGES_OF_CHANGED_READER, SIGN_IN } from './sso.sql';

export type SsoClaims = z.infer<typeof SsoClaimsSchema>;

export interface SignInReaderCommand extends PageCommand {
  site: Site;
  claims: SsoClaims;
  /** Of the secret that the claims are signed with. */
  generation: number;
  /** What was imported with the reader's address, as `pagesOf` finds it. */
  claim?: Claim;
}

/**
 * A session of the reader whom single sign-on names. Where the claims change what others see of the reader, the pages that show
 * their comments change, too.
 */
@Injectable()
export class SignInReader extends SingleWriter<SignInReaderCommand, Session> {
  readonly name = 'sign-in-reader';

  constructor(
    private readonly sessions: SessionsService,
    private readonly authors: PageAuthorsRepository,
    private readonly erasedSubjects: ErasedSubjects,
    private readonly importedAuthors: ImportedAuthors,
  ) {
    super();
  }

  /** Holds the reader, if the claims change them: readers come before pages in the order of locks. */
  readonly pagesOf = async (tx: Pipeline, [command]: readonly SignInReaderCommand[]): Promise<readonly PageRef[]> => {
    if (!command) return [];
    const { siteId, claims } = command;
    const { sub, name, avatarUrl = null, email, emailVerified, role } = claims;
    // An address that nobody has shown to be theirs would give anybody what its owner wrote.
    const address = email !== undefined && emailVerified ? { siteId, sub, email } : null;
    const claim = address === null ? NO_CLAIM : await this.importedAuthors.hold(tx, address);
    command.claim = claim;
    const [shown, left] = await Promise.all([
      rowsOf<PageRef>(tx, PAGES_OF_CHANGED_READER, [siteId, sub, name, avatarUrl, role, issuedAt(claims)]),
      this.erasedSubjects.pagesOf(tx, { siteId, sub }),
    ]);
    return [...shown, ...left, ...claim.pages];
  };

  protected async change(
    tx: Pipeline,
    { siteId, site, claims, generation, claim = NO_CLAIM }: SignInReaderCommand,
    pages: LockedPages,
  ): Promise<PageWrite<Session>> {
    const { sub, name, avatarUrl = null, email = null, role, authorOf } = claims;
    const values = [siteId, newId(), sub, name, avatarUrl, email, role, issuedAt(claims)];
    const [reader] = await rowsOf<ReaderIdentity>(tx, SIGN_IN, values);
    if (!reader) throw new Error('An upsert gives a row');
    await this.erasedSubjects.giveBack(tx, { siteId, sub }, reader.id);
    const counters = await this.importedAuthors.give(tx, claim, { reader, pages });
    const changed = await showReaderAnew(tx, reader, pages);
    // The reader's row is locked now, so two sign-ins of one reader do this one after the other.
    await this.authors.add(tx, siteId, reader.id, authorOf.map(normalisePageKey));
    return { answer: await this.sessions.open(tx, { reader, site, generation }), counters, changed };
  }
}

const issuedAt = ({ iat }: SsoClaims) => new Date(iat * 1_000);
