export const REPLACE_SSO_SECRET = `
  -- Begins a new generation of the secret; one that is the same changes nothing and gives no row.
  -- $1 site, $2 new secret or null, $3 hours that the one before stays valid
  update site
     set previous_sso_secret = sso_secret,
         previous_sso_secret_until = now() + make_interval(hours => $3::int),
         sso_secret = $2::text,
         sso_generation = sso_generation + 1
   where id = $1::text and sso_secret is distinct from $2::text
  returning id`;

/**
 * Whether what a session stands on is still there: a guest's on nothing but itself, every other on the secret that signed the reader
 * in, which is the site's own or the one before while that is valid. The arguments are aliases of tables.
 */
export const sessionStands = ({ session, reader, site }: { session: string; reader: string; site: string }) =>
  `(${reader}.role = 'guest' or ${session}.sso_generation = ${site}.sso_generation
       or (${session}.sso_generation = ${site}.sso_generation - 1 and ${site}.previous_sso_secret_until > now()))`;

export const MERGE_LIMITS = `
  -- $1 site, $2 the limits that change
  update site set limits = limits || $2::jsonb where id = $1::text`;

export const RAISE_SETTINGS_VERSION = `
  -- Settings that content's pages show have changed: they are announced. $1 site
  update site
     set settings_version = greatest(settings_version + 1, (extract(epoch from clock_timestamp()) * 1000)::bigint)
   where id = $1::text`;

export const ANNOUNCE_SITES_AGAIN = `
  -- Forgets what was announced of sites, so that the relay announces them again. One that is being changed is announced anyway.
  with locked as (
    select s.id from site s where s.announced_settings_version > 0 order by s.id for no key update skip locked
  )
  update site s set announced_settings_version = 0 from locked l where l.id = s.id`;

export const OVERTAKE_SITES = `
  -- Raises the versions of all settings above those that were announced before now, and has them announced
  update site
     set settings_version = greatest(settings_version + 1, (extract(epoch from clock_timestamp()) * 1000)::bigint),
         announced_settings_version = 0`;

export const LOCK_SITE = `
  -- Keeps everybody from adding pages, readers and accounts to a site. $1 site
  select from site where id = $1::text for update`;

export const DELETE_TRANSFERS = `
  -- Before the accounts that they name: these go with the site. $1 site
  delete from transfer where site_id = $1::text`;

export const DELETE_PAGES = `
  -- With their comments, reactions and shares, before the readers who made them. $1 site
  delete from page where site_id = $1::text`;

export const HAS_ORIGIN = `
  -- Gives a row when any site lists an origin. $1 origin
  select from site where origins @> array[$1::text] limit 1`;
