export const VERSIONS_OF_PAGES = `
  -- Where some pages stand; one that does not exist yet gives no row. $1 sites, $2 keys (arrays side by side)
  select p.site_id as "siteId", p.key, p.id as "pageId",
         p.counters_version as "countersVersion", p.comments_version as "commentsVersion"
    from unnest($1::text[], $2::text[]) as t (site_id, key)
    join page p on p.site_id = t.site_id and p.key = t.key`;
