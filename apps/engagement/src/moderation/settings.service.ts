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
import { AkismetClient } from '../akismet';
import { ModerationLog, settingsChanges } from '../moderation-log';
import { SiteChanges, SitesService } from '../sites';
import { HOLD_SETTINGS, MERGE_SETTINGS, SET_MODERATION_SECRET } from './moderation.sql';
import { problemOfEntry } from './words/list-entry';

/** The settings of moderation of each site. */
@Injectable()
export class ModerationSettingsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sites: SitesService,
    private readonly changes: SiteChanges,
    private readonly log: ModerationLog,
    private readonly akismet: AkismetClient,
  ) {}

  async get(siteId: string): Promise<ModerationSettings> {
    return (await this.sites.get(siteId)).moderation;
  }

  /**
   * What is left out stays as it is. @throws DomainError `invalid-request` for an entry that no text could match, a first check of the site's own
   * without a secret, a first key for Akismet that is missing, and one that Akismet does not know
   */
  async update(siteId: string, change: UpdateModerationSettings, principal: Principal): Promise<ModerationSettings> {
    const site = await this.sites.get(siteId);
    const errors = (['blockedWords', 'heldWords'] as const).flatMap((list) => problemsOf(list, change[list] ?? []));
    if (errors.length > 0) throw new DomainError('invalid-request', { errors });
    const { akismet, external, ...others } = change;
    const [toAkismet, toExternal] = [akismetOf(akismet, site), externalOf(external)];
    if (toAkismet?.secret !== undefined) await this.assertKnown(toAkismet.secret, toAkismet.shown.blog);
    await inPipeline(this.dataSource, async (tx) => {
      const [row] = await rowsOf<{ moderation: Partial<ModerationSettings> }>(tx, HOLD_SETTINGS, [site.id]);
      const before = { ...defaultModerationSettings, ...row?.moderation };
      const shown: Partial<ModerationSettings> = {
        ...others,
        ...(toAkismet !== undefined && {
          akismet: await this.store(tx, site.id, 'akismet', { before, to: toAkismet }),
        }),
        ...(toExternal !== undefined && {
          external: await this.store(tx, site.id, 'external', { before, to: toExternal }),
        }),
      };
      const details = settingsChanges(before, shown);
      if (!details) return;
      await execute(tx, MERGE_SETTINGS, [site.id, JSON.stringify(shown)]);
      await this.log.record(tx, [{ siteId: site.id, action: 'settings.changed', by: principal, details }]);
    });
    this.changes.publish(site.id);
    return this.get(site.id);
  }

  /** Secrets are stored apart from what is shown and logged. @returns what is shown */
  private async store<Name extends keyof typeof SECRETS>(
    tx: Pipeline,
    siteId: string,
    name: Name,
    { before, to }: { before: ModerationSettings; to: WithSecret<ModerationSettings[Name]> | null },
  ): Promise<NonNullable<ModerationSettings[Name]> | null> {
    if (to && to.secret === undefined && before[name] === null) {
      const message = 'must be given the first time';
      throw new DomainError('invalid-request', { errors: [{ path: `/${name}/${SECRETS[name]}`, message }] });
    }
    if (to === null || to.secret !== undefined) {
      await execute(tx, SET_MODERATION_SECRET, [siteId, name, to?.secret ?? null]);
    }
    return to && to.shown;
  }

  /** A key that is mistyped would be noticed by nobody, since the step fails open. Where Akismet does not answer, the key is taken. */
  private async assertKnown(key: string, blog: string): Promise<void> {
    const isKnown = await this.akismet.knows(key, blog).catch(() => true);
    if (isKnown) return;
    const message = 'must be a key that Akismet knows for this blog';
    throw new DomainError('invalid-request', { errors: [{ path: '/akismet/key', message }] });
  }
}

/** Settings with a secret, and what the API calls it. */
const SECRETS = { akismet: 'key', external: 'secret' } as const;

interface WithSecret<Settings> {
  shown: NonNullable<Settings>;
  /** Undefined: stays as it is. */
  secret: string | undefined;
}

function externalOf(
  external: UpdateModerationSettings['external'],
): WithSecret<ModerationSettings['external']> | null | undefined {
  if (!external) return external;
  const { secret, ...shown } = external;
  return { shown, secret };
}

/** @throws DomainError `invalid-request` where nothing says where the site is */
function akismetOf(
  akismet: UpdateModerationSettings['akismet'],
  { origins, moderation }: Pick<Site, 'origins' | 'moderation'>,
): WithSecret<ModerationSettings['akismet']> | null | undefined {
  if (!akismet) return akismet;
  const { key, blog = moderation.akismet?.blog ?? origins[0], ...shown } = akismet;
  if (blog === undefined) {
    const message = 'must be given, since the site has no origin';
    throw new DomainError('invalid-request', { errors: [{ path: '/akismet/blog', message }] });
  }
  return { shown: { ...shown, blog }, secret: key };
}

const problemsOf = (list: string, entries: readonly string[]): ProblemError[] =>
  entries.flatMap((entry, index) => {
    const message = problemOfEntry(entry);
    return message === null ? [] : [{ path: `/${list}/${index}`, message }];
  });
