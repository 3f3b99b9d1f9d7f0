import { execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { METRIC } from '../counters';
import { InstallationSecrets } from '../installation-secrets';
import type { CounterChange, LockedPages, PageRef } from '../page-writes';
import {
  AUTHORS_OF_ADDRESS,
  DELETE_CLAIMED_AUTHORS,
  DROP_SECOND_VOTES,
  HOLD_AUTHORS,
  HOLD_SUBJECT,
  LOWER_SCORES,
  PAGES_OF_AUTHORS,
  PASS_BY_IMPORTS,
  TAKE_COMMENTS,
  TAKE_RESTRICTION_OF_AUTHOR,
  TAKE_VOTES,
  TAKE_WALLET_OF_AUTHOR,
} from './imported-authors.sql';
import { IMPORT_SECRET, KeyedHash } from './keyed-hash';

/** Somebody has shown that an address is theirs. */
export interface VerifiedAddress {
  siteId: string;
  email: string;
  /** Whose: the subject of the site's single sign-on. */
  sub: string;
}

/** Imported readers that are claimed, and the pages to lock for it. */
export interface Claim {
  readonly authors: readonly string[];
  readonly pages: readonly PageRef[];
}

export const NO_CLAIM: Claim = { authors: [], pages: [] };

/** Pages of one sign-in: their locks are held until it is stored. The rest follows with the next sign-ins. */
const MOST_PAGES = 500;

/** Gives readers what was imported with their address, votes for comments included: imports bring no others. Addresses are compared by their keyed hashes. */
@Injectable()
export class ImportedAuthors {
  constructor(private readonly secrets: InstallationSecrets) {}

  /** Holds the imported readers, and the one who claims them, whose row comes after theirs. Where an import of the site works at the moment, nothing is claimed before the next sign-in. */
  async hold(tx: Pipeline, { siteId, sub, email }: VerifiedAddress): Promise<Claim> {
    const hash = new KeyedHash(await this.secrets.get(IMPORT_SECRET), siteId).email(email);
    const found = await rowsOf<{ id: string }>(tx, AUTHORS_OF_ADDRESS, [siteId, hash]);
    if (found.length === 0) return NO_CLAIM;
    const [lock] = await rowsOf<{ free: boolean }>(tx, PASS_BY_IMPORTS, [siteId]);
    if (!lock?.free) return NO_CLAIM;
    const held = await rowsOf<{ id: string }>(tx, HOLD_AUTHORS, [siteId, found.map(({ id }) => id)]);
    const authors = held.map(({ id }) => id);
    await execute(tx, HOLD_SUBJECT, [siteId, sub]);
    return { authors, pages: await rowsOf<PageRef>(tx, PAGES_OF_AUTHORS, [siteId, authors, MOST_PAGES]) };
  }

  /** Gives the reader what the imported ones wrote and marked. @param pages held by the caller @returns counters that fall */
  async give(
    tx: Pipeline,
    { authors, pages: claimed }: Claim,
    { reader, pages }: { reader: { siteId: string; id: string }; pages: LockedPages },
  ): Promise<CounterChange[]> {
    if (authors.length === 0) return [];
    const { siteId, id } = reader;
    const values = [siteId, authors, id];
    const pageIds = claimed.map(({ pageId }) => pageId);
    await execute(tx, TAKE_COMMENTS, [...values, pageIds]);
    const dropped = await rowsOf<DroppedVote>(tx, DROP_SECOND_VOTES, [...values, pageIds]);
    await execute(tx, TAKE_VOTES, [...values, pageIds]);
    await execute(tx, TAKE_WALLET_OF_AUTHOR, values);
    await execute(tx, TAKE_RESTRICTION_OF_AUTHOR, values);
    await execute(tx, DELETE_CLAIMED_AUTHORS, [siteId, authors]);
    const lowered = new Map<string, { by: number; pageId: string }>();
    for (const { commentId, pageId } of dropped)
      lowered.set(commentId, { by: (lowered.get(commentId)?.by ?? 0) + 1, pageId });
    if (lowered.size > 0) {
      const changes = [...lowered.values()];
      const versions = changes.map(({ pageId }) => pages.get(pageId)?.nextCommentsVersion ?? 0);
      await execute(tx, LOWER_SCORES, [siteId, [...lowered.keys()], changes.map(({ by }) => by), versions]);
    }
    return dropped.map(({ commentId: targetId, kind }) => {
      return { siteId, targetId, metric: `${METRIC.reactions}${kind}`, by: -1 };
    });
  }
}

interface DroppedVote {
  commentId: string;
  kind: string;
  pageId: string;
}
