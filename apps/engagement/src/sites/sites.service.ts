import {
  type CreateSite,
  defaultModerationSettings,
  defaultSiteLimits,
  LIMITS,
  type Site,
  type UpdateSite,
} from '@afterword/contracts';
import {
  DomainError,
  execute,
  type IdempotencyKey,
  OPERATOR,
  type Principal,
  rowsOf,
  type Transaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { Repository } from 'typeorm';
import { IdempotencyService, operatorOwner } from '@afterword/platform';
import { ModerationLog, settingsChanges } from '../moderation-log';
import { SiteChanges } from './site-changes';
import { SiteEntity } from './site.entity';
import {
  ANNOUNCE_SITES_AGAIN,
  DELETE_PAGES,
  DELETE_TRANSFERS,
  HAS_ORIGIN,
  LOCK_SITE,
  MERGE_LIMITS,
  RAISE_SETTINGS_VERSION,
  REPLACE_SSO_SECRET,
} from './sites.sql';

/** How long another process's change of a site may go unseen where its broadcast is lost. Milliseconds. */
const CACHE_TTL_MS = 2_000;

const SITE_ID = /^[a-z0-9][a-z0-9-]*$/;
const UNIQUE_VIOLATION = '23505';

/** A key that single sign-on tokens may be signed with. */
export interface SsoSecret {
  secret: string;
  generation: number;
}

@Injectable()
export class SitesService {
  private readonly cache = new LRUCache<string, Site>({
    max: 1_000,
    ttl: CACHE_TTL_MS,
    fetchMethod: (id) => this.read(id),
    // A lookup that was overtaken by a change still answers its callers, and is not cached.
    ignoreFetchAbort: true,
  });

  constructor(
    @InjectRepository(SiteEntity) private readonly sites: Repository<SiteEntity>,
    private readonly idempotency: IdempotencyService,
    private readonly changes: SiteChanges,
    private readonly log: ModerationLog,
  ) {
    changes.listen({ changed: (siteId) => this.cache.delete(siteId), missed: () => this.cache.clear() });
  }

  /** @throws DomainError `site-not-found` */
  async get(id: string): Promise<Site> {
    return this.cache.get(id) ?? this.cache.forceFetch(id);
  }

  private async read(id: string): Promise<Site> {
    const entity = SITE_ID.test(id) ? await this.sites.findOneBy({ id }) : null;
    if (!entity) throw new DomainError('site-not-found');
    return toSite(entity);
  }

  /** The site, where it is cached. */
  known(id: string): Site | undefined {
    return this.cache.get(id);
  }

  /** Whether these settings are still the newest known. */
  isCurrent(site: Site): boolean {
    return this.cache.get(site.id) === site;
  }

  async list(): Promise<Site[]> {
    return (await this.sites.find({ order: { id: 'asc' } })).map(toSite);
  }

  /** True when any site lists the origin: what a preflight without a site in its path needs to know. */
  async anyHasOrigin(origin: string): Promise<boolean> {
    return (await rowsOf(this.sites.manager, HAS_ORIGIN, [origin])).length > 0;
  }

  /** @throws DomainError `site-taken` */
  async create(site: CreateSite, key: IdempotencyKey | null = null): Promise<Site> {
    try {
      return await this.idempotency.run(operatorOwner(''), key, async (tx) => {
        await tx.insert(SiteEntity, site);
        return toSite(await tx.findOneByOrFail(SiteEntity, { id: site.id }));
      });
    } catch (error) {
      if ((error as { driverError?: { code?: string } }).driverError?.code !== UNIQUE_VIOLATION) throw error;
      throw new DomainError('site-taken', { cause: error });
    }
  }

  /** Creates the site, or adds the origins that it lacks. Nothing else of an existing site changes. */
  async ensure(site: CreateSite): Promise<Site> {
    await this.sites.createQueryBuilder().insert().values(site).orIgnore().execute();
    const existing = toSite(await this.sites.findOneByOrFail({ id: site.id }));
    const origins = [...new Set([...existing.origins, ...site.origins])];
    return origins.length === existing.origins.length ? existing : this.update(site.id, { origins });
  }

  /** @throws DomainError `site-not-found` */
  async update(id: string, change: UpdateSite, principal: Principal = OPERATOR): Promise<Site> {
    const site = await this.get(id);
    await this.sites.manager.transaction((tx) => this.change(tx, site.id, change, principal));
    this.changes.publish(id);
    return this.get(id);
  }

  private async change(
    tx: Transaction,
    id: string,
    { ssoSecret, retirePreviousSecret, limits, ...fields }: UpdateSite,
    principal: Principal,
  ): Promise<void> {
    const before = await tx.findOne(SiteEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!before) throw new DomainError('site-not-found');
    const present: Partial<SiteEntity> = Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    );
    if (Object.keys(present).length > 0) await tx.update(SiteEntity, { id }, present);
    // What the message `site.settings` carries.
    if (fields.look || fields.reactionKinds) await execute(tx, RAISE_SETTINGS_VERSION, [id]);
    if (limits) await execute(tx, MERGE_LIMITS, [id, JSON.stringify(limits)]);
    if (ssoSecret !== undefined) {
      const hours = retirePreviousSecret ? 0 : LIMITS.ssoPreviousSecretHours;
      await execute(tx, REPLACE_SSO_SECRET, [id, ssoSecret, hours]);
    }
    // Also where the new secret is the same as before.
    if (retirePreviousSecret) {
      await tx.update(SiteEntity, { id }, { previousSsoSecret: null, previousSsoSecretUntil: null });
    }
    const known = toSite(before);
    const details = {
      ...settingsChanges({ ...known }, fields),
      ...(limits && settingsChanges(known.limits, limits)),
      // The secret itself is told to nobody.
      ...(ssoSecret !== undefined &&
        ssoSecret !== before.ssoSecret && { ssoSecret: ssoSecret === null ? 'removed' : 'replaced' }),
      ...(retirePreviousSecret && { previousSsoSecret: 'retired' }),
    };
    if (Object.keys(details).length === 0) return;
    await this.log.record(tx, [{ siteId: id, action: 'site.changed', by: principal, details }]);
  }

  /** Announces the settings of all sites to content once more: it takes what it has not. */
  async announceAllAgain(): Promise<void> {
    await execute(this.sites.manager, ANNOUNCE_SITES_AGAIN);
  }

  /** The keys that single sign-on tokens of the site may be signed with, the newest first. */
  async ssoSecrets(id: string): Promise<SsoSecret[]> {
    const site = await this.sites.findOneByOrFail({ id });
    const previous =
      site.previousSsoSecretUntil && site.previousSsoSecretUntil > new Date() ? site.previousSsoSecret : null;
    return [
      { secret: site.ssoSecret, generation: site.ssoGeneration },
      { secret: previous, generation: site.ssoGeneration - 1 },
    ].filter((key): key is SsoSecret => key.secret !== null);
  }

  /** Deletes the site with everything that readers made on it. @throws DomainError `site-not-found` */
  async delete(id: string): Promise<void> {
    await this.get(id);
    await this.sites.manager.transaction(async (tx) => {
      for (const statement of [LOCK_SITE, DELETE_TRANSFERS, DELETE_PAGES]) await execute(tx, statement, [id]);
      await tx.delete(SiteEntity, { id });
    });
    this.changes.publish(id);
  }
}

/** The secret is write-only. */
const toSite = (entity: SiteEntity): Site => ({
  id: entity.id,
  name: entity.name,
  origins: entity.origins,
  reactionKinds: entity.reactionKinds,
  startingBalance: entity.startingBalance,
  dailyGrant: entity.dailyGrant,
  guestBalance: entity.guestBalance,
  guestDailyGrant: entity.guestDailyGrant,
  guests: entity.guests,
  reservedNames: entity.reservedNames,
  deletedReaders: entity.deletedReaders,
  proofOfWork: entity.proofOfWork,
  pages: entity.pages,
  avatars: entity.avatars,
  look: entity.look,
  limits: { ...defaultSiteLimits, ...entity.limits },
  moderation: { ...defaultModerationSettings, ...entity.moderation },
  ssoConfigured: entity.ssoSecret !== null,
});
