import type { ModerationSettings, ProblemError, UpdateModerationSettings } from '@afterword/contracts';
import { DomainError, execute } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SiteChanges, SitesService } from '../sites';
import { MERGE_SETTINGS } from './moderation.sql';
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

  /** What is left out stays as it is. @throws DomainError `invalid-request` for an entry that no text could match */
  async update(siteId: string, change: UpdateModerationSettings): Promise<ModerationSettings> {
    const site = await this.sites.get(siteId);
    const errors = (['blockedWords', 'heldWords'] as const).flatMap((list) => problemsOf(list, change[list] ?? []));
    if (errors.length > 0) throw new DomainError('invalid-request', { errors });
    await execute(this.dataSource, MERGE_SETTINGS, [site.id, JSON.stringify(change)]);
    this.changes.publish(site.id);
    return this.get(site.id);
  }
}

const problemsOf = (list: string, entries: readonly string[]): ProblemError[] =>
  entries.flatMap((entry, index) => {
    const message = problemOfEntry(entry);
    return message === null ? [] : [{ path: `/${list}/${index}`, message }];
  });
