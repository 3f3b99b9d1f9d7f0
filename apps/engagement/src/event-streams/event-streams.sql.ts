export const VERSIONS_OF_PAGES = `
  -- Where some pages stand; one that does not exist yet gives no row. $1 sites, $2 keys (arrays side by side)
  select k.site_id as "siteId", k.key, k.page_id as "pageId",
         p.counters_version as "countersVersion", p.comments_version as "commentsVersion"
    from unnest($1::text[], $2::text[]) as t (site_id, key)
    join page_key k on k.site_id = t.site_id and k.key = t.key
    join page p on p.site_id = k.site_id and p.id = k.page_id`;
