import type { Counters, SiteLook, SiteSettings } from '@afterword/contracts';
import { rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { APPLY_SITE_SETTINGS, SITE_SETTINGS } from './site-settings.sql';

/** What all pages of a site show in the same way. */
export type ShownSettings = Pick<SiteSettings, 'look' | 'reactionKinds'>;

/** As far as clocks of two machines may differ. Milliseconds. */
const MAX_AHEAD_MS = 60_000;

/** Content's copy of the settings of sites, as engagement announced them. */
@Injectable()
export class SiteSettingsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Applies settings whose version is higher than the stored one. @returns whether it did
   */
  async apply({ site, version, look, reactionKinds, announcedAt }: SiteSettings): Promise<boolean> {
    const rows = await rowsOf(this.dataSource, APPLY_SITE_SETTINGS, [
      site,
      version,
      JSON.stringify({ look, reactionKinds } satisfies ShownSettings),
      new Date(announcedAt),
    ]);
    return rows.length > 0;
  }

  /** Null where nothing was announced of the site: engagement is older than this. */
  async of(site: string, runner: SqlRunner = this.dataSource): Promise<ShownSettings | null> {
    const [row] = await rowsOf<{ settings: ShownSettings }>(runner, SITE_SETTINGS, [site]);
    return row?.settings ?? null;
  }
}

/** A page's numbers as its site shows them now: with the kinds that it has, whichever it had when they changed. */
export function shownAs(
  { counters, look }: { counters: Counters; look: SiteLook },
  settings: ShownSettings | null,
): { counters: Counters; look: SiteLook } {
  if (!settings) return { counters, look };
  const reactions = Object.fromEntries(settings.reactionKinds.map((kind) => [kind, counters.reactions[kind] ?? 0]));
  return { counters: { ...counters, reactions }, look: settings.look };
}

/** @returns whether engagement can have announced it: neither the message nor its version is of a later time than now */
export const isPossible = ({ version, announcedAt }: Pick<SiteSettings, 'version' | 'announcedAt'>): boolean =>
  Math.max(version, Date.parse(announcedAt)) <= Date.now() + MAX_AHEAD_MS;
