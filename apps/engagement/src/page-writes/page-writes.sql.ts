export const LOCK_PAGES = `
  -- Locks pages in the order of all writers; one that is gone gives no row. The next version is that of all changes that
  -- the caller makes. $1 sites, $2 pages (arrays side by side)
  select id, closed or article_unpublished as closed, comments_version + 1 as "nextCommentsVersion"
    from page
   where (site_id, id) in (select * from unnest($1::text[], $2::uuid[]))
   order by site_id, id
     for update`;

export const RAISE = `
  -- Raises counters, and the versions of the pages that they belong to. The caller holds the pages.
  -- $1 sites, $2 targets, $3 metrics, $4 by how much (arrays side by side, a counter at most once);
  -- $5 sites, $6 pages, $7 whether counters changed, $8 whether comments changed (arrays side by side, a page at most once)
  with raised as (
    insert into counter (site_id, target_id, metric, value)
    select * from unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[])
    on conflict (site_id, target_id, metric) do update set value = counter.value + excluded.value
  )
  update page p
     set counters_version = p.counters_version + c.counters::int, comments_version = p.comments_version + c.comments::int
    from unnest($5::text[], $6::uuid[], $7::boolean[], $8::boolean[]) as c (site_id, page_id, counters, comments)
   where p.site_id = c.site_id and p.id = c.page_id`;
