export const REPLACE_SSO_SECRET = `
  -- $1 site, $2 new secret or null, $3 hours that the one before stays valid
  update site
     set previous_sso_secret = sso_secret,
         previous_sso_secret_until = now() + make_interval(hours => $3::int),
         sso_secret = $2::text
   where id = $1::text`;

export const MERGE_LIMITS = `
  -- $1 site, $2 the limits that change
  update site set limits = limits || $2::jsonb where id = $1::text`;

export const HAS_ORIGIN = `
  -- Gives a row when any site lists an origin. $1 origin
  select from site where origins @> array[$1::text] limit 1`;
