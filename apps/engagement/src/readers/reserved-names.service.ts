import type { Site } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { nameSkeleton } from './reader-name';
import { ReadersRepository } from './readers.repository';

/** How long a member of staff who signed in for the first time may be impersonated. Milliseconds. */
const CACHE_TTL_MS = 2_000;

/** Names that guests may not take: those that the site lists, and those of its staff. */
@Injectable()
export class ReservedNamesService {
  private readonly staff = new LRUCache<string, ReadonlySet<string>>({ max: 1_000, ttl: CACHE_TTL_MS });

  constructor(private readonly readers: ReadersRepository) {}

  /** @throws DomainError `name-reserved` */
  async assertFree(site: Site, name: string): Promise<void> {
    const skeleton = nameSkeleton(name);
    const listed = site.reservedNames.some((reserved) => nameSkeleton(reserved) === skeleton);
    if (!listed && !(await this.staffOf(site.id)).has(skeleton)) return;
    throw new DomainError('name-reserved', {
      errors: [{ path: '/name', message: 'is kept for the staff of the site' }],
    });
  }

  private async staffOf(siteId: string): Promise<ReadonlySet<string>> {
    const cached = this.staff.get(siteId);
    if (cached) return cached;
    const skeletons = new Set((await this.readers.staffNames(siteId)).map(nameSkeleton));
    this.staff.set(siteId, skeletons);
    return skeletons;
  }
}
