import {
  defaultModerationSettings,
  type ModerationSettings,
  type ProblemError,
  type UpdateModerationSettings,
} from '@afterword/contracts';
import { DomainError, execute, inPipeline, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ModerationLog, settingsChanges } from '../moderation-log';
import { SiteChanges, SitesService } from '../sites';
import { HOLD_SETTINGS, MERGE_SETTINGS } from './moderation.sql';
import { problemOfEntry } from './word-list';

/** The settings of moderation of each site. */
@Injectable()
export class ModerationSettingsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sites: SitesService,
    private readonly changes: SiteChanges,
    private readonly log: ModerationLog,
  ) {}

  async get(siteId: string): Promise<ModerationSettings> {
    return (await this.sites.get(siteId)).moderation;
  }

  /** What is left out stays as it is. @throws DomainError `invalid-request` for an entry that no text could match */
  async update(siteId: string, change: UpdateModerationSettings, principal: Principal): Promise<ModerationSettings> {
    const site = await this.sites.get(siteId);
    const errors = (['blockedWords', 'heldWords'] as const).flatMap((list) => problemsOf(list, change[list] ?? []));
    if (errors.length > 0) throw new DomainError('invalid-request', { errors });
    await inPipeline(this.dataSource, async (tx) => {
      const [row] = await rowsOf<{ moderation: Partial<ModerationSettings> }>(tx, HOLD_SETTINGS, [site.id]);
      const details = settingsChanges({ ...defaultModerationSettings, ...row?.moderation }, change);
      if (!details) return;
      await execute(tx, MERGE_SETTINGS, [site.id, JSON.stringify(change)]);
      await this.log.record(tx, [{ siteId: site.id, action: 'settings.changed', by: principal, details }]);
    });
    this.changes.publish(site.id);
    return this.get(site.id);
  }
}

const problemsOf = (list: string, entries: readonly string[]): ProblemError[] =>
  entries.flatMap((entry, index) => {
    const message = problemOfEntry(entry);
    return message === null ? [] : [{ path: `/${list}/${index}`, message }];
  });
