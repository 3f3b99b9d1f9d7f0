import { type Author, LIMITS } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { GUEST_NAME } from '../readers';
import { NAMED_REACTIONS, SUPPORT } from './people.sql';

export interface PeopleTarget {
  siteId: string;
  /** The page's own id, or a comment's. */
  targetId: string;
}

/** The newest rewards of a target that were not taken back. */
export interface Support {
  rewards: number;
  /** Whose they are. */
  readers: number;
  /** Those of them who are named, the newest first. */
  people: Author[];
  /** Whether the reader who asks wants to be named, and has a name. */
  isNamed: boolean;
  /** Whether these are all. */
  isWhole: boolean;
}

/** As many again are looked at, in place of those who are not named: erased, banned and muted. */
const LOOKED_AT = 2;

@Injectable()
export class PeopleRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Members who reacted, the newest first. @param askingId the reader who asks, or null */
  async reacted(
    { siteId, targetId }: PeopleTarget,
    kinds: readonly string[],
    askingId: string | null,
  ): Promise<Map<string, Author[]>> {
    const limit = LIMITS.namedReactions;
    const values = [siteId, targetId, [...kinds], limit, LOOKED_AT * limit, askingId];
    const rows = await rowsOf<Author & { kind: string }>(this.dataSource, NAMED_REACTIONS, values);
    const people = new Map<string, Author[]>(kinds.map((kind) => [kind, []]));
    for (const { kind, ...person } of rows) people.get(kind)?.push(person);
    return people;
  }

  /** Who rewarded the target. @param askingId the reader who asks, or null */
  async supported({ siteId, targetId }: PeopleTarget, askingId: string | null): Promise<Support> {
    const { supportersRead, namedSupporters } = LIMITS;
    const values = [siteId, targetId, supportersRead, namedSupporters, askingId, GUEST_NAME];
    const [row] = await rowsOf<Omit<Support, 'isWhole'> & { lookedAt: number }>(this.dataSource, SUPPORT, values);
    const { lookedAt = 0, rewards = 0, readers = 0, people = [], isNamed = false } = row ?? {};
    return { rewards, readers, people, isNamed, isWhole: lookedAt < supportersRead };
  }
}
