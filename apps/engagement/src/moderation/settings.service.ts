import type { ModerationSettings, ProblemError, Site, UpdateModerationSettings } from '@afterword/contracts';
import { DomainError, execute } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SiteChanges, SitesService } from '../sites';
import { MERGE_SETTINGS, SET_MODERATION_SECRET } from './moderation.sql';
import { problemOfEntry } from './word-list';

/** The settings of moderation of each site. */
@Injectable()
export class ModerationSettingsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sites: SitesService,
    private readonly changes: SiteChanges,
  ) {}

  async get(siteId: string): Promise<ModerationSettings> {
    return (await this.sites.get(siteId)).moderation;
  }

  /** What is left out stays as it is. @throws DomainError `invalid-request` for an entry that no text could match, and a first check without a secret */
  async update(siteId: string, change: UpdateModerationSettings): Promise<ModerationSettings> {
    const site = await this.sites.get(siteId);
    const errors = (['blockedWords', 'heldWords'] as const).flatMap((list) => problemsOf(list, change[list] ?? []));
    if (errors.length > 0) throw new DomainError('invalid-request', { errors });
    await this.store(site, change);
    this.changes.publish(site.id);
    return this.get(site.id);
  }

  /** The secret of the external check is stored apart from what is shown. */
  private async store({ id, moderation }: Site, { external, ...change }: UpdateModerationSettings): Promise<void> {
    if (external === undefined) {
      await execute(this.dataSource, MERGE_SETTINGS, [id, JSON.stringify(change)]);
      return;
    }
    const { secret, ...shown } = external ?? {};
    if (external && secret === undefined && moderation.external === null) {
      const message = 'must be given with the first address';
      throw new DomainError('invalid-request', { errors: [{ path: '/external/secret', message }] });
    }
    if (external === null || secret !== undefined) {
      await execute(this.dataSource, SET_MODERATION_SECRET, [id, 'external', secret ?? null]);
    }
    const settings = JSON.stringify({ ...change, external: external && shown });
    await execute(this.dataSource, MERGE_SETTINGS, [id, settings]);
  }
}

const problemsOf = (list: string, entries: readonly string[]): ProblemError[] =>
  entries.flatMap((entry, index) => {
    const message = problemOfEntry(entry);
    return message === null ? [] : [{ path: `/${list}/${index}`, message }];
  });
