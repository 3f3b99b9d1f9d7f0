import { LIMITS } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import type { Pipeline } from '../database/pipeline';
import { execute, rowsOf } from '../database/sql';
import { DomainError } from '../http/domain-error';
import type { IdempotencyKey } from '../http/idempotency-key';
import { CLAIM_KEYS, RELEASE_KEYS, STORE_ANSWERS, STORED_ANSWERS } from './idempotency.sql';
import type { IdempotentRequest } from './idempotency.service';
import type { KeyOwner } from './key-owner';
import { hashOfKey, seal, type SealedAnswer, unseal } from './sealed-answer';

interface Claim {
  owner: KeyOwner;
  key: IdempotencyKey;
  sealed: boolean;
  /** The key as the database has it. */
  storedKey: string;
  /** Tells apart the claims of a batch. */
  name: string;
}

interface StoredAnswer {
  siteId: string;
  ownerId: string;
  key: string;
  requestHash: Buffer;
  answer: unknown;
}

const nameOf = (siteId: string, ownerId: string, key: string) => JSON.stringify([siteId, ownerId, key]);

/** Idempotency for the commands of a group commit, as `IdempotencyService` has it for single requests. */
@Injectable()
export class IdempotentBatches {
  /** Claims the keys of a batch in one order, so that two processes cannot deadlock. */
  async claim<Command>(
    tx: Pipeline,
    commands: readonly Command[],
    claimOf: (command: Command) => IdempotentRequest,
  ): Promise<ClaimedBatch<Command>> {
    const claims = new Map<Command, Claim>();
    for (const command of commands) {
      const claim = toClaim(claimOf(command));
      if (claim) claims.set(command, claim);
    }
    const first = firstOfEach(claims);
    const claimed = await claimedOf(tx, [...first.values()]);
    const stored = await storedOf(
      tx,
      [...first.values()].filter(({ name }) => !claimed.has(name)),
    );
    const fresh = commands.filter((command) => {
      const claim = claims.get(command);
      return !claim || (claimed.has(claim.name) && first.get(claim.name) === claim);
    });
    return new ClaimedBatch(commands, fresh, claims, stored);
  }
}

/** The commands of a batch: new ones, and copies of them or of earlier requests. */
export class ClaimedBatch<Command> {
  constructor(
    private readonly commands: readonly Command[],
    /** The commands to carry out. */
    readonly fresh: readonly Command[],
    private readonly claims: ReadonlyMap<Command, Claim>,
    private readonly stored: ReadonlyMap<string, StoredAnswer>,
  ) {}

  get hasKeys(): boolean {
    return this.claims.size > 0;
  }

  /**
   * Answers each command, in order: with the stored answer of an earlier request with the same key, otherwise with its outcome,
   * which is stored. A command whose outcome is an `Error` leaves its key free.
   */
  answer<Answer>(tx: Pipeline, outcomes: ReadonlyMap<Command, Answer | Error>): (Answer | Error)[] {
    const made = new Map<string, { claim: Claim; outcome: Answer | Error }>();
    for (const [command, outcome] of outcomes) {
      const claim = this.claims.get(command);
      if (claim) made.set(claim.name, { claim, outcome });
    }
    store(tx, [...made.values()]);
    return this.commands.map((command) => {
      const own = outcomes.get(command);
      if (own !== undefined) return own;
      const claim = this.claims.get(command);
      const sibling = claim && made.get(claim.name);
      const earlier = claim && this.stored.get(claim.name);
      const requestHash = sibling?.claim.key.requestHash ?? earlier?.requestHash;
      if (!claim || !requestHash?.equals(claim.key.requestHash)) return new DomainError('idempotency-key-reused');
      return sibling ? sibling.outcome : (answerOf(earlier, claim) as Answer);
    });
  }
}

function toClaim({ owner, key, sealed = false }: IdempotentRequest): Claim | null {
  if (!key) return null;
  const storedKey = sealed ? hashOfKey(key.key) : key.key;
  return { owner, key, sealed, storedKey, name: nameOf(owner.siteId, owner.id, storedKey) };
}

const answerOf = (stored: StoredAnswer | undefined, { key, sealed }: Claim): unknown =>
  sealed ? unseal(stored?.answer as SealedAnswer, key.key) : stored?.answer;

async function claimedOf(tx: Pipeline, claims: readonly Claim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const rows = await rowsOf<{ siteId: string; ownerId: string; key: string }>(tx, CLAIM_KEYS, [
    ...columns(claims),
    claims.map(({ key }) => key.requestHash),
    LIMITS.idempotencyKeyHours,
  ]);
  return new Set(rows.map(({ siteId, ownerId, key }) => nameOf(siteId, ownerId, key)));
}

async function storedOf(tx: Pipeline, claims: readonly Claim[]): Promise<Map<string, StoredAnswer>> {
  const rows = claims.length === 0 ? [] : await rowsOf<StoredAnswer>(tx, STORED_ANSWERS, columns(claims));
  return new Map(rows.map((row) => [nameOf(row.siteId, row.ownerId, row.key), row]));
}

function store(tx: Pipeline, made: readonly { claim: Claim; outcome: unknown }[]): void {
  const refused = made.filter(({ outcome }) => outcome instanceof Error).map(({ claim }) => claim);
  const answered = made.filter(({ outcome }) => !(outcome instanceof Error));
  if (refused.length > 0) tx.send(execute(tx, RELEASE_KEYS, columns(refused)));
  if (answered.length === 0) return;
  const answers = answered.map(({ claim: { key, sealed }, outcome }) =>
    JSON.stringify(sealed ? seal(outcome, key.key) : outcome),
  );
  tx.send(execute(tx, STORE_ANSWERS, [...columns(answered.map(({ claim }) => claim)), answers]));
}

const columns = (claims: readonly Claim[]) => [
  claims.map(({ owner }) => owner.siteId),
  claims.map(({ owner }) => owner.id),
  claims.map(({ storedKey }) => storedKey),
];

function firstOfEach<Command>(claims: ReadonlyMap<Command, Claim>): Map<string, Claim> {
  const first = new Map<string, Claim>();
  for (const claim of claims.values()) if (!first.has(claim.name)) first.set(claim.name, claim);
  return first;
}
