import { type Author, LIMITS } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { NAMED_REACTIONS } from './people.sql';

export interface PeopleTarget {
  siteId: string;
  /** The page's own id, or a comment's. */
  targetId: string;
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
}
