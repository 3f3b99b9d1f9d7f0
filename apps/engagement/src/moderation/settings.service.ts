import {
  defaultModerationSettings,
  type ModerationSettings,
  type ProblemError,
  type Site,
  type UpdateModerationSettings,
} from '@afterword/contracts';
import { DomainError, execute, inPipeline, type Pipeline, type Principal, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ModerationLog, settingsChanges } from '../moderation-log';
import { SiteChanges, SitesService } from '../sites';
import { HOLD_SETTINGS, MERGE_SETTINGS, SET_MODERATION_SECRET } from './moderation.sql';
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

  /**
   * What is left out stays as it is. @throws DomainError `invalid-request` for an entry that no text could match, and a first check of the
   * site's own without a secret
   */
  async update(siteId: string, change: UpdateModerationSettings, principal: Principal): Promise<ModerationSettings> {
    const site = await this.sites.get(siteId);
    const errors = (['blockedWords', 'heldWords'] as const).flatMap((list) => problemsOf(list, change[list] ?? []));
    if (errors.length > 0) throw new DomainError('invalid-request', { errors });
    await inPipeline(this.dataSource, async (tx) => {
      const [row] = await rowsOf<{ moderation: Partial<ModerationSettings> }>(tx, HOLD_SETTINGS, [site.id]);
      const before = { ...defaultModerationSettings, ...row?.moderation };
      const shown = await this.storeSecret(tx, site, before, change);
      const details = settingsChanges(before, shown);
      if (!details) return;
      await execute(tx, MERGE_SETTINGS, [site.id, JSON.stringify(shown)]);
      await this.log.record(tx, [{ siteId: site.id, action: 'settings.changed', by: principal, details }]);
    });
    this.changes.publish(site.id);
    return this.get(site.id);
  }

  /** The secret of the site's own check is stored apart from what is shown and logged. @returns the settings without it */
  private async storeSecret(
    tx: Pipeline,
    { id }: Pick<Site, 'id'>,
    before: ModerationSettings,
    { external, ...change }: UpdateModerationSettings,
  ): Promise<Partial<ModerationSettings>> {
    if (external === undefined) return change;
    const { secret, ...shown } = external ?? {};
    if (external && secret === undefined && before.external === null) {
      const message = 'must be given with the first address';
      throw new DomainError('invalid-request', { errors: [{ path: '/external/secret', message }] });
    }
    if (external === null || secret !== undefined) {
      await execute(tx, SET_MODERATION_SECRET, [id, 'external', secret ?? null]);
    }
    return { ...change, external: external && (shown as ModerationSettings['external']) };
  }
}

const problemsOf = (list: string, entries: readonly string[]): ProblemError[] =>
  entries.flatMap((entry, index) => {
    const message = problemOfEntry(entry);
    return message === null ? [] : [{ path: `/${list}/${index}`, message }];
  });
