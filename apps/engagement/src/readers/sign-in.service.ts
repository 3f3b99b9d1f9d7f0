import type { CreateSession, Session, Site } from '@afterword/contracts';
import { ANONYMOUS, DomainError, type IdempotencyKey, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { clientOwner, IdempotencyService } from '@afterword/platform';
import { GuestClients } from '../guest-clients';
import { PageWrites } from '../page-writes';
import { ProofService } from '../proof-of-work';
import { bannedError } from '../reader-restriction';
import { ReservedNamesService } from './reserved-names.service';
import { GUEST_NAME, SessionsService } from './sessions.service';
import { SignInReader } from './sign-in-reader.writer';
import { SsoService } from './sso.service';

/**
 * Keys that nobody guesses: UUIDs of random bits (versions 4 and 7), and 128 bits or more in hexadecimal or base64url. Many people share
 * an address, and who knows the key of a session gets its token.
 */
const UNGUESSABLE =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64}|[\w-]{43})$/i;

export interface SignIn {
  site: Site;
  request: CreateSession;
  key: IdempotencyKey | null;
  /** Whose key it is, since there is no reader yet. */
  client: string;
  userAgent: string;
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
    private readonly writes: PageWrites,
    private readonly signInReader: SignInReader,
    private readonly clients: GuestClients,
  ) {}

  /** @throws DomainError `invalid-request` for a key that can be guessed, `guests-not-allowed`, `reader-banned`, `name-reserved`, `proof-required`, `proof-invalid`, and what `SsoService.verify` throws */
  async signIn({ site, request, key, client, userAgent }: SignIn): Promise<Session> {
    if (key && !UNGUESSABLE.test(key.key)) throw guessable();
    const keyOwner = clientOwner(site.id, client);
    if (request.sso !== undefined) {
      const { claims, generation } = await this.sso.verify(site, request.sso);
      const signedIn = { site, claims, generation };
      const command = { siteId: site.id, principal: ANONYMOUS, key, keyOwner, sealed: true, ...signedIn };
      return this.writes.run(this.signInReader, command);
    }
    if (!site.guests) throw new DomainError('guests-not-allowed');
    if (request.name !== undefined) await this.reservedNames.assertFree(site, request.name);
    const guestClient = await this.clients.of({ client, userAgent });
    const open = async (tx?: Transaction): Promise<Session> => {
      // A copy of a request gets the kept answer before it comes here, so its proof is not used twice.
      if (await this.clients.isBanned(site.id, guestClient)) throw bannedError({ until: null, message: null });
      if (await this.proofs.isNeeded(site, client)) await this.proofs.spend(site, request.proof, tx);
      await this.proofs.admit(client);
      return this.sessions.createGuest({ siteId: site.id, name: request.name ?? GUEST_NAME, client: guestClient }, tx);
    };
    // The kept answer holds a token, so it is sealed: only the holder of the key can read it.
    return key ? this.idempotency.run(keyOwner, key, open, { sealed: true }) : open();
  }
}

const guessable = () =>
  new DomainError('invalid-request', {
    detail: 'Use a new random UUID as the Idempotency-Key of a session: whoever repeats the key gets the session.',
    errors: [{ path: 'Idempotency-Key', message: 'must be a random UUID' }],
  });
