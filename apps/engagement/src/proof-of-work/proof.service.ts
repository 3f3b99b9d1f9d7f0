import { createHash } from 'node:crypto';
import { type Challenge, LIMITS, type Site } from '@afterword/contracts';
import { Cleanup, DomainError, execute, RateLimits, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1';
import type { DataSource } from 'typeorm';
import { InstallationSecrets } from '../installation-secrets';
import { FORGET_EXPIRED_PROOFS, SPEND_PROOF } from './proof.sql';

const SECRET_NAME = 'proof-of-work';

/**
 * Proof of work with ALTCHA: a client searches for the number that has a given hash, which takes it some tenths of a second and
 * makes mass sign-ups expensive. The site decides whether it is required always, or during a burst of guests.
 */
@Injectable()
export class ProofService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly limits: RateLimits,
    private readonly secrets: InstallationSecrets,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'proofs', run: () => execute(this.dataSource, FORGET_EXPIRED_PROOFS) });
  }

  /** Creates a challenge for the site's guests that is valid for `LIMITS.proofMinutes`. */
  async challenge(site: Pick<Site, 'id'>): Promise<Challenge> {
    const { algorithm, challenge, salt, signature } = await createChallenge({
      hmacKey: await this.key(),
      maxnumber: LIMITS.proofMaxNumber,
      expires: new Date(Date.now() + LIMITS.proofMinutes * 60_000),
      params: { site: site.id },
    });
    return {
      algorithm: algorithm as Challenge['algorithm'],
      challenge,
      salt,
      signature,
      maxnumber: LIMITS.proofMaxNumber,
    };
  }

  /** Whether a new guest of the site must send a proof. Counts the guest. */
  async isNeeded(site: Site, client: string): Promise<boolean> {
    const burst = await this.limits.isBurst(site.id, client);
    return site.proofOfWork === 'always' || (site.proofOfWork === 'burst' && burst);
  }

  /** Counts a new guest who is let in. @throws DomainError `rate-limited` where an address has made too many */
  admit(client: string): Promise<void> {
    return this.limits.useGuest(client);
  }

  /**
   * Marks a proof as used, in the transaction if one is given.
   * @throws DomainError `proof-required` with a challenge; `proof-invalid` for a proof that is wrong, expired or used
   */
  async spend(site: Site, proof: string | undefined, tx?: Transaction): Promise<void> {
    if (proof === undefined) {
      throw new DomainError('proof-required', { challenge: await this.challenge(site) });
    }
    const solution = readProof(proof);
    const params = solution && extractParams(solution);
    const valid = solution !== null && params?.site === site.id && (await verifySolution(solution, await this.key()));
    if (!valid) throw new DomainError('proof-invalid');
    const hash = createHash('sha256').update(solution.challenge).digest();
    const expiresAt = new Date(Number(params.expires) * 1_000);
    const spent = await rowsOf(tx ?? this.dataSource, SPEND_PROOF, [hash, expiresAt]);
    if (spent.length === 0) throw new DomainError('proof-invalid', { detail: 'The proof was used before.' });
  }

  /** The same in every process and after every restart. */
  private async key(): Promise<string> {
    return (await this.secrets.get(SECRET_NAME)).toString('hex');
  }
}

interface Solution {
  algorithm: 'SHA-256';
  challenge: string;
  number: number;
  salt: string;
  signature: string;
}

/** Parses ALTCHA's payload: JSON in base64. Returns nothing for any other text. */
function readProof(proof: string): Solution | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(proof, 'base64').toString('utf8'));
    const { algorithm, challenge, number, salt, signature } = parsed as Record<string, unknown>;
    const strings = [challenge, salt, signature].every((part) => typeof part === 'string' && part.length <= 512);
    if (algorithm !== 'SHA-256' || !strings || !Number.isSafeInteger(number)) return null;
    return parsed as Solution;
  } catch {
    return null;
  }
}
