import { LIMITS } from '@afterword/contracts';
import { DomainError, execute, type IdempotencyKey, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CLAIM_KEYS, KEEP_ANSWERS, KEPT_ANSWERS, RELEASE_KEYS } from './idempotency.sql';
import type { KeyOwner } from './key-owner';
import { fingerprintOf, seal, type SealedAnswer, unseal } from './sealed-answer';

interface Claim {
  owner: { siteId: string; id: string };
  key: IdempotencyKey;
  /** The answer holds a secret: the database has it sealed, and of the key a hash. */
  sealed: boolean;
}

interface KeptAnswer {
  siteId: string;
  ownerId: string;
  key: string;
  requestHash: Buffer;
  answer: unknown;
}

const nameOf = (siteId: string, ownerId: string, key: string) => JSON.stringify([siteId, ownerId, key]);
const storedKey = ({ key, sealed }: Claim) => (sealed ? fingerprintOf(key.key) : key.key);
const claimName = (claim: Claim) => nameOf(claim.owner.siteId, claim.owner.id, storedKey(claim));

/** What `IdempotencyService.run` does for one request, for the requests of a group commit. */
@Injectable()
export class IdempotentBatches {
  /** Claims the keys of a batch in one order, so that two processes cannot wait for each other. */
  async claim<Command>(
    tx: Pipeline,
    commands: readonly Command[],
    claimOf: (command: Command) => { owner: KeyOwner; key: IdempotencyKey | null; sealed?: boolean },
  ): Promise<ClaimedBatch<Command>> {
    const claims = new Map<Command, Claim>();
    for (const command of commands) {
      const { owner, key, sealed = false } = claimOf(command);
      if (key) claims.set(command, { owner, key, sealed });
    }
    const first = firstOfEach(claims);
    const claimed = await claimedOf(tx, [...first.values()]);
    const kept = await keptOf(
      tx,
      [...first.values()].filter((claim) => !claimed.has(claimName(claim))),
    );
    const fresh = commands.filter((command) => {
      const claim = claims.get(command);
      return !claim || (claimed.has(claimName(claim)) && first.get(claimName(claim)) === claim);
    });
    return new ClaimedBatch(commands, fresh, claims, kept);
  }
}

/** The commands of a batch: those to be done, and copies of them or of earlier requests. */
export class ClaimedBatch<Command> {
  constructor(
    private readonly commands: readonly Command[],
    /** Those that are to be done. */
    readonly fresh: readonly Command[],
    private readonly claims: ReadonlyMap<Command, Claim>,
    private readonly kept: ReadonlyMap<string, KeptAnswer>,
  ) {}

  get hasKeys(): boolean {
    return this.claims.size > 0;
  }

  /**
   * Gives each command its answer: that of an earlier request with the same key, else what became of it, which is kept
   * then. A command that was refused with an `Error` leaves its key free.
   */
  answer<Answer>(tx: Pipeline, outcomes: ReadonlyMap<Command, Answer | Error>): (Answer | Error)[] {
    const made = new Map<string, { claim: Claim; outcome: Answer | Error }>();
    for (const [command, outcome] of outcomes) {
      const claim = this.claims.get(command);
      if (claim) made.set(claimName(claim), { claim, outcome });
    }
    keep(tx, [...made.values()]);
    return this.commands.map((command) => {
      const own = outcomes.get(command);
      if (own !== undefined) return own;
      const claim = this.claims.get(command);
      const sibling = claim && made.get(claimName(claim));
      const earlier = claim && this.kept.get(claimName(claim));
      const answered = sibling
        ? { requestHash: sibling.claim.key.requestHash, answer: sibling.outcome }
        : earlier && { requestHash: earlier.requestHash, answer: answerOf<Answer>(earlier, claim) };
      if (!claim || !answered?.requestHash.equals(claim.key.requestHash)) {
        return new DomainError('idempotency-key-reused');
      }
      return answered.answer;
    });
  }
}

/** What was kept, for who has the key. A sealed answer to another request stays sealed: its hash is compared first. */
function answerOf<Answer>(kept: KeptAnswer, claim: Claim): Answer {
  const isSame = kept.requestHash.equals(claim.key.requestHash);
  return (claim.sealed && isSame ? unseal(kept.answer as SealedAnswer, claim.key.key) : kept.answer) as Answer;
}

async function claimedOf(tx: Pipeline, claims: readonly Claim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const rows = await rowsOf<{ siteId: string; ownerId: string; key: string }>(tx, CLAIM_KEYS, [
    ...columns(claims),
    claims.map(({ key }) => key.requestHash),
    LIMITS.idempotencyKeyHours,
  ]);
  return new Set(rows.map(({ siteId, ownerId, key }) => nameOf(siteId, ownerId, key)));
}

async function keptOf(tx: Pipeline, claims: readonly Claim[]): Promise<Map<string, KeptAnswer>> {
  const rows = claims.length === 0 ? [] : await rowsOf<KeptAnswer>(tx, KEPT_ANSWERS, columns(claims));
  return new Map(rows.map((row) => [nameOf(row.siteId, row.ownerId, row.key), row]));
}

function keep(tx: Pipeline, made: readonly { claim: Claim; outcome: unknown }[]): void {
  const refused = made.filter(({ outcome }) => outcome instanceof Error).map(({ claim }) => claim);
  const answered = made.filter(({ outcome }) => !(outcome instanceof Error));
  if (refused.length > 0) tx.send(execute(tx, RELEASE_KEYS, columns(refused)));
  if (answered.length === 0) return;
  const answers = answered.map(({ claim, outcome }) =>
    JSON.stringify(claim.sealed ? seal(outcome, claim.key.key) : outcome),
  );
  tx.send(execute(tx, KEEP_ANSWERS, [...columns(answered.map(({ claim }) => claim)), answers]));
}

const columns = (claims: readonly Claim[]) => [
  claims.map(({ owner }) => owner.siteId),
  claims.map(({ owner }) => owner.id),
  claims.map(storedKey),
];

function firstOfEach<Command>(claims: ReadonlyMap<Command, Claim>): Map<string, Claim> {
  const first = new Map<string, Claim>();
  for (const claim of claims.values()) if (!first.has(claimName(claim))) first.set(claimName(claim), claim);
  return first;
}
