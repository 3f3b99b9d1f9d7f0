import type { ModeratedReader, RestrictReader as Request } from '@afterword/contracts';
import { DomainError, type Principal } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { GuestClients } from '../guest-clients';
import { PageWrites } from '../page-writes';
import { ReaderList, ReadersRepository, SessionsService } from '../readers';
import { assertRestrictable, RestrictReader } from './restrict-reader.writer';

interface ReaderOfSite {
  siteId: string;
  id: string;
}

/** What moderators restrict readers to. */
@Injectable()
export class RestrictionsService {
  constructor(
    private readonly writes: PageWrites,
    private readonly restrictReader: RestrictReader,
    private readonly readers: ReadersRepository,
    private readonly list: ReaderList,
    private readonly sessions: SessionsService,
    private readonly clients: GuestClients,
  ) {}

  /** Replaces what the reader is restricted to. @throws DomainError `invalid-request`, `reader-not-found`, `restriction-not-allowed` */
  async restrict(reader: ReaderOfSite, restriction: Request, principal: Principal): Promise<ModeratedReader> {
    const { until } = restriction;
    if (until && Date.parse(until) <= Date.now()) {
      const message = 'must be a time in the future, or null for a restriction without an end';
      throw new DomainError('invalid-request', { errors: [{ path: '/until', message }] });
    }
    return this.change(reader, restriction, principal);
  }

  /** Idempotent. @throws DomainError `reader-not-found`, `restriction-not-allowed` */
  lift(reader: ReaderOfSite, principal: Principal): Promise<ModeratedReader> {
    return this.change(reader, null, principal);
  }

  private async change(
    { siteId, id }: ReaderOfSite,
    restriction: Request | null,
    principal: Principal,
  ): Promise<ModeratedReader> {
    // Before their row is locked: two moderators who restricted each other would wait for each other.
    assertRestrictable(z.uuid().safeParse(id).success ? await this.readers.find(siteId, id) : null);
    await this.writes.run(this.restrictReader, { siteId, readerId: id, restriction, principal, key: null });
    this.sessions.forgetReader({ siteId, id });
    this.clients.forget(siteId);
    return this.list.get(siteId, id);
  }
}
