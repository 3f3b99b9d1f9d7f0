export const APPLY_SITE_SETTINGS = `
  -- Stores settings whose version is higher than the stored one, and gives a row where it did.
  -- $1 site, $2 version, $3 settings, $4 when they were announced
  insert into site_settings as s (site_id, version, settings, announced_at)
  values ($1::text, $2::bigint, $3::jsonb, $4::timestamptz)
  on conflict (site_id) do update
     set version = excluded.version, settings = excluded.settings, announced_at = excluded.announced_at
   where excluded.version > s.version
  returning site_id`;

export const SITE_SETTINGS = `
  -- $1 site
  select settings from site_settings where site_id = $1::text`;
