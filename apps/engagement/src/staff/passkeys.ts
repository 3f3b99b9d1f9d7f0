import {
  type CreatePasskey,
  LIMITS,
  type Passkey,
  type PasskeyCreationOptions,
  PasskeyCreationOptionsSchema,
  type PasskeyRequestOptions,
  PasskeyRequestOptionsSchema,
  type PasskeySignIn,
  type StaffSession,
} from '@afterword/contracts';
import {
  CONFIG,
  DomainError,
  execute,
  newId,
  rowsOf,
  type ServiceConfig,
  type StaffPrincipal,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { VerifiedAuthenticationResponse } from '@simplewebauthn/server';
import type { DataSource } from 'typeorm';
import {
  PASSKEY_OF_CREDENTIAL,
  PASSKEYS_OF,
  REMOVE_PASSKEY,
  STORE_CHALLENGE,
  STORE_PASSKEY,
  USE_CHALLENGE,
  USE_PASSKEY,
} from './passkeys.sql';
import { relyingPartyOf } from './relying-party';
import { StaffRepository } from './staff.repository';
import { StaffSignIn } from './staff-sign-in';

interface PasskeyRow {
  id: string;
  credentialId: Buffer;
  transports: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  synced: boolean;
}

interface UsablePasskey {
  id: string;
  staffId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
}

/** Loaded with the first use: most processes never need it. */
const webauthn = () => import('@simplewebauthn/server');

const bytesOf = (text: string) => Buffer.from(text, 'base64url');
const textOf = (bytes: Buffer) => bytes.toString('base64url');

/**
 * Passkeys of staff (WebAuthn). They are discoverable, so that nobody types a name, and ask for the person's finger, face or PIN, so that
 * they stand alone. Each challenge is answered once.
 */
@Injectable()
export class Passkeys {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly staff: StaffRepository,
    private readonly signIn: StaffSignIn,
  ) {}

  async of(staffId: string): Promise<Passkey[]> {
    return (await rowsOf<PasskeyRow>(this.dataSource, PASSKEYS_OF, [staffId])).map(viewOf);
  }

  /** What a browser makes a new passkey with. @throws DomainError `passkeys-unavailable` */
  async creationOptions({ id }: StaffPrincipal): Promise<PasskeyCreationOptions> {
    const party = relyingPartyOf(this.config);
    const [person, known, { generateRegistrationOptions }] = await Promise.all([
      this.staff.find(this.dataSource.manager, id),
      rowsOf<PasskeyRow>(this.dataSource, PASSKEYS_OF, [id]),
      webauthn(),
    ]);
    if (!person) throw new DomainError('unauthorized');
    const options = await generateRegistrationOptions({
      rpID: party.id,
      rpName: party.name,
      userID: handleOf(id),
      userName: person.email,
      userDisplayName: person.name,
      attestationType: 'none',
      excludeCredentials: known.map(({ credentialId, transports }) => ({ id: textOf(credentialId), transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      timeout: LIMITS.passkeyMinutes * 60_000,
    });
    await this.storeChallenge(options.challenge, id);
    return PasskeyCreationOptionsSchema.parse(options);
  }

  /** @throws DomainError `passkeys-unavailable`, `passkey-refused` */
  async add({ id: staffId }: StaffPrincipal, { credential, name = 'Passkey' }: CreatePasskey): Promise<Passkey> {
    const party = relyingPartyOf(this.config);
    const { verifyRegistrationResponse } = await webauthn();
    const { registrationInfo } = await verifyRegistrationResponse({
      response: credential,
      expectedChallenge: (challenge) => this.useChallenge(challenge, staffId),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }).catch((cause: unknown) => {
      throw new DomainError('passkey-refused', { cause });
    });
    if (!registrationInfo) throw new DomainError('passkey-refused');
    const { credential: made, credentialBackedUp } = registrationInfo;
    if ((await this.of(staffId)).length >= LIMITS.staffPasskeys) {
      throw new DomainError('passkey-refused', { detail: 'Remove a passkey first: you have as many as there can be.' });
    }
    const values = [newId(), staffId, bytesOf(made.id), Buffer.from(made.publicKey), made.counter];
    const [stored] = await rowsOf<Omit<PasskeyRow, 'credentialId' | 'transports'>>(this.dataSource, STORE_PASSKEY, [
      ...values,
      made.transports ?? [],
      credentialBackedUp,
      name,
    ]);
    if (!stored) throw new DomainError('passkey-refused', { detail: 'Somebody has this passkey already.' });
    return viewOf(stored);
  }

  /** @throws DomainError `passkey-not-found` */
  async remove(staffId: string, id: string): Promise<void> {
    if ((await execute(this.dataSource, REMOVE_PASSKEY, [staffId, id])) === 0) {
      throw new DomainError('passkey-not-found');
    }
  }

  /** What a browser signs in with: any passkey that the person has for this host. @throws DomainError `passkeys-unavailable` */
  async requestOptions(): Promise<PasskeyRequestOptions> {
    const party = relyingPartyOf(this.config);
    const { generateAuthenticationOptions } = await webauthn();
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      userVerification: 'required',
      timeout: LIMITS.passkeyMinutes * 60_000,
    });
    await this.storeChallenge(options.challenge, null);
    return PasskeyRequestOptionsSchema.parse(options);
  }

  /** @throws DomainError `passkeys-unavailable`, `unauthorized` */
  async open({ credential }: PasskeySignIn, browser: string | undefined): Promise<StaffSession> {
    const party = relyingPartyOf(this.config);
    const [known] = await rowsOf<UsablePasskey>(this.dataSource, PASSKEY_OF_CREDENTIAL, [bytesOf(credential.id)]);
    if (!known) throw refused('This passkey is not known here. It may have been removed.');
    const { userHandle } = credential.response;
    if (userHandle && !bytesOf(userHandle).equals(Buffer.from(handleOf(known.staffId)))) throw refused(NOT_ANSWERED);
    const { verifyAuthenticationResponse } = await webauthn();
    const verified = await verifyAuthenticationResponse({
      response: credential as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: (challenge) => this.useChallenge(challenge, null),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: credential.id,
        publicKey: new Uint8Array(known.publicKey),
        counter: known.counter,
        transports: known.transports,
      },
    }).catch((cause: unknown): VerifiedAuthenticationResponse => {
      throw refused(NOT_ANSWERED, cause);
    });
    if (!verified.verified) throw refused(NOT_ANSWERED);
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    return this.dataSource.transaction(async (tx) => {
      const [used] = await rowsOf<{ staffId: string }>(tx, USE_PASSKEY, [known.id, newCounter, credentialBackedUp]);
      if (!used) throw refused(NOT_ANSWERED);
      return this.signIn.open(tx, used.staffId, browser);
    });
  }

  private async storeChallenge(challenge: string, staffId: string | null): Promise<void> {
    await execute(this.dataSource, STORE_CHALLENGE, [bytesOf(challenge), staffId, LIMITS.passkeyMinutes]);
  }

  private async useChallenge(challenge: string, staffId: string | null): Promise<boolean> {
    return (await rowsOf(this.dataSource, USE_CHALLENGE, [bytesOf(challenge), staffId])).length > 0;
  }
}

const NOT_ANSWERED = 'The passkey did not answer in time, or not this service. Try again.';

const refused = (detail: string, cause?: unknown) => new DomainError('unauthorized', { detail, cause });

/** What an authenticator knows a person by: their id, which says nothing about them. */
const handleOf = (staffId: string) => new Uint8Array(Buffer.from(staffId.replaceAll('-', ''), 'hex'));

const viewOf = ({
  id,
  name,
  createdAt,
  lastUsedAt,
  synced,
}: Pick<PasskeyRow, 'id' | 'name' | 'createdAt' | 'lastUsedAt' | 'synced'>): Passkey => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  synced,
});
