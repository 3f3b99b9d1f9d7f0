import { LIMITS } from '@afterword/contracts';
import { DomainError, execute, type IdempotencyKey, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { CLAIM_KEYS, KEEP_ANSWERS, KEPT_ANSWERS, RELEASE_KEYS } from './idempotency.sql';

import type { KeyOwner } from './key-owner';

interface Claim {
  owner: { siteId: string; id: string };
  key: IdempotencyKey;
}

interface KeptAnswer {
  siteId: string;
  ownerId: string;
  key: string;
  requestHash: Buffer;
  answer: unknown;
}

const nameOf = (siteId: string, ownerId: string, key: string) => JSON.stringify([siteId, ownerId, key]);
const claimName = ({ owner, key }: Claim) => nameOf(owner.siteId, owner.id, key.key);

/** What `IdempotencyService.run` does for one request, for the requests of a group commit. */
@Injectable()
export class IdempotentBatches {
  /**
   * Gives each command its answer: the kept one of an earlier request with the same key, else what `change` says, which is
   * kept then. A command that `change` refuses with an `Error` leaves its key free. Keys are claimed in one order, so that
   * two processes cannot wait for each other.
   */
  async run<Command, Answer>(
    tx: Transaction,
    commands: readonly Command[],
    claimOf: (command: Command) => { owner: KeyOwner; key: IdempotencyKey | null },
    change: (commands: readonly Command[]) => Promise<readonly (Answer | Error)[]>,
  ): Promise<(Answer | Error)[]> {
    const claims = new Map<Command, Claim>();
    for (const command of commands) {
      const { owner, key } = claimOf(command);
      if (key) claims.set(command, { owner, key });
    }
    if (claims.size === 0) return [...(await change(commands))];

    const first = firstOfEach(claims);
    const claimed = await this.claim(tx, [...first.values()]);
    const kept = await this.kept(
      tx,
      [...first.values()].filter((claim) => !claimed.has(claimName(claim))),
    );
    const fresh = commands.filter((command) => {
      const claim = claims.get(command);
      return !claim || (claimed.has(claimName(claim)) && first.get(claimName(claim)) === claim);
    });
    const changed = await change(fresh);
    const outcomes = new Map(fresh.map((command, index) => [command, changed[index] as Answer | Error]));
    const made = new Map<string, { claim: Claim; outcome: Answer | Error }>();
    for (const [command, outcome] of outcomes) {
      const claim = claims.get(command);
      if (claim) made.set(claimName(claim), { claim, outcome });
    }
    await this.keep(tx, [...made.values()]);
    return commands.map((command) => {
      const own = outcomes.get(command);
      if (own !== undefined) return own;
      // A copy: of a request in this batch, or of an earlier one.
      const claim = claims.get(command);
      const sibling = claim && made.get(claimName(claim));
      const earlier = claim && kept.get(claimName(claim));
      const answered = sibling
        ? { requestHash: sibling.claim.key.requestHash, answer: sibling.outcome }
        : earlier && { requestHash: earlier.requestHash, answer: earlier.answer as Answer };
      if (!claim || !answered?.requestHash.equals(claim.key.requestHash)) {
        return new DomainError('idempotency-key-reused');
      }
      return answered.answer;
    });
  }

  private async claim(tx: Transaction, claims: readonly Claim[]): Promise<Set<string>> {
    const rows = await rowsOf<{ siteId: string; ownerId: string; key: string }>(tx, CLAIM_KEYS, [
      ...columns(claims),
      claims.map(({ key }) => key.requestHash),
      LIMITS.idempotencyKeyHours,
    ]);
    return new Set(rows.map(({ siteId, ownerId, key }) => nameOf(siteId, ownerId, key)));
  }

  private async kept(tx: Transaction, claims: readonly Claim[]): Promise<Map<string, KeptAnswer>> {
    const rows = claims.length === 0 ? [] : await rowsOf<KeptAnswer>(tx, KEPT_ANSWERS, columns(claims));
    return new Map(rows.map((row) => [nameOf(row.siteId, row.ownerId, row.key), row]));
  }

  private async keep(tx: Transaction, made: readonly { claim: Claim; outcome: unknown }[]): Promise<void> {
    const refused = made.filter(({ outcome }) => outcome instanceof Error).map(({ claim }) => claim);
    const answered = made.filter(({ outcome }) => !(outcome instanceof Error));
    if (refused.length > 0) await execute(tx, RELEASE_KEYS, columns(refused));
    if (answered.length === 0) return;
    const answers = answered.map(({ outcome }) => JSON.stringify(outcome));
    await execute(tx, KEEP_ANSWERS, [...columns(answered.map(({ claim }) => claim)), answers]);
  }
}

const columns = (claims: readonly Claim[]) => [
  claims.map(({ owner }) => owner.siteId),
  claims.map(({ owner }) => owner.id),
  claims.map(({ key }) => key.key),
];

function firstOfEach<Command>(claims: ReadonlyMap<Command, Claim>): Map<string, Claim> {
  const first = new Map<string, Claim>();
  for (const claim of claims.values()) if (!first.has(claimName(claim))) first.set(claimName(claim), claim);
  return first;
}
