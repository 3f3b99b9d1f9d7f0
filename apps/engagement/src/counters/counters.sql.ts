export const COUNTERS_OF_TARGETS = `
  -- Every counter of some pages or comments. $1 sites, $2 targets (arrays, side by side)
  select c.site_id as "siteId", c.target_id as "targetId", c.metric, c.value
    from unnest($1::text[], $2::uuid[]) as t (site_id, target_id)
    join counter c on c.site_id = t.site_id and c.target_id = t.target_id`;

export const COUNTERS_OF_KEYS = `
  -- Every counter of some pages of a site, by their keys. $1 site, $2 keys
  select k.key, c.metric, c.value
    from page_key k
    join counter c on c.site_id = k.site_id and c.target_id = k.page_id
   where k.site_id = $1::text and k.key = any($2::text[])`;
