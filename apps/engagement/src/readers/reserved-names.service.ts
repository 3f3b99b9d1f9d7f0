import type { Site } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { imitates, lookOfName, type NameLook } from './reader-name';
import { ReadersRepository } from './readers.repository';

/** How long a member of staff who signed in for the first time may be impersonated. Milliseconds. */
const CACHE_TTL_MS = 2_000;

/** Names that guests may not take: those that the site lists, and those of its staff. */
@Injectable()
export class ReservedNamesService {
  private readonly staff = new LRUCache<string, readonly NameLook[]>({ max: 1_000, ttl: CACHE_TTL_MS });
  /** A site's settings are a new object whenever they change. */
  private readonly listed = new WeakMap<Site, readonly NameLook[]>();

  constructor(private readonly readers: ReadersRepository) {}

  /** @throws DomainError `name-reserved` */
  async assertFree(site: Site, name: string): Promise<void> {
    const reserved = [...this.listedBy(site), ...(await this.staffOf(site.id))];
    if (!imitates(name, reserved)) return;
    throw new DomainError('name-reserved', {
      errors: [{ path: '/name', message: 'is kept for the staff of the site' }],
    });
  }

  private listedBy(site: Site): readonly NameLook[] {
    const known = this.listed.get(site);
    if (known) return known;
    const looks = site.reservedNames.map(lookOfName);
    this.listed.set(site, looks);
    return looks;
  }

  private async staffOf(siteId: string): Promise<readonly NameLook[]> {
    const cached = this.staff.get(siteId);
    if (cached) return cached;
    const looks = (await this.readers.staffNames(siteId)).map(lookOfName);
    this.staff.set(siteId, looks);
    return looks;
  }
}
