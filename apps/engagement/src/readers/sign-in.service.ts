import type { CreateSession, Session, Site } from '@afterword/contracts';
import {
  addressOwner,
  DomainError,
  type IdempotencyKey,
  IdempotencyService,
  type Transaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type PageChange, PageChanges } from '../page-changes';
import { ProofService } from '../proof-of-work';
import { ReservedNamesService } from './reserved-names.service';
import { GUEST_NAME, SessionsService } from './sessions.service';
import { SsoService } from './sso.service';

export interface SignIn {
  site: Site;
  request: CreateSession;
  key: IdempotencyKey | null;
  /** Whose key it is, since there is no reader yet. */
  address: string;
}

/** A session for a new guest, or for the reader that the site's single sign-on token names. */
@Injectable()
export class SignInService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly sso: SsoService,
    private readonly reservedNames: ReservedNamesService,
    private readonly idempotency: IdempotencyService,
    private readonly proofs: ProofService,
    private readonly changes: PageChanges,
  ) {}

  /** @throws DomainError `guests-not-allowed`, `name-reserved`, `proof-required`, `proof-invalid`, and what `SsoService.verify` throws */
  async signIn({ site, request, key, address }: SignIn): Promise<Session> {
    const changed: PageChange[] = [];
    const open = await this.opener({ site, request, address }, changed);
    const session = key
      ? // The kept answer holds a token, so it is sealed: only who has the key can read it.
        await this.idempotency.run(addressOwner(site.id, address), key, open, { sealed: true })
      : await open();
    this.changes.changed(changed);
    return session;
  }

  /** Checks the request, and gives what opens the session: in a transaction where there is one. */
  private async opener(
    { site, request, address }: Omit<SignIn, 'key'>,
    changed: PageChange[],
  ): Promise<(tx?: Transaction) => Promise<Session>> {
    if (request.sso !== undefined) {
      const claims = await this.sso.verify(site, request.sso);
      return (tx) => this.sso.signIn(site, claims, changed, tx);
    }
    if (!site.guests) throw new DomainError('guests-not-allowed');
    if (request.name !== undefined) await this.reservedNames.assertFree(site, request.name);
    return async (tx) => {
      // A copy of a request gets the kept answer before it comes here, so its proof is not used twice.
      if (await this.proofs.isNeeded(site, address)) await this.proofs.spend(site, request.proof, tx);
      return this.sessions.createGuest(site.id, request.name ?? GUEST_NAME, tx);
    };
  }
}
