export const STORED_PAGES = `
  -- Some pages with their counters; one that does not exist yet gives no row.
  -- $1 sites, $2 keys (arrays side by side)
  select k.site_id as "siteId", k.key as "askedKey", p.id, p.key, p.url, p.title,
         p.closed or p.article_unpublished as closed, p.closed_at as "closedAt", p.closed_reason as "closedReason",
         p.featured,
         array(select a.reader_id
                 from page_key own
                 join page_author a on a.site_id = own.site_id and a.key = own.key
                where own.site_id = p.site_id and own.page_id = p.id and a.reader_id is not null
               union
               select r.id
                 from page_key own
                 join page_author a on a.site_id = own.site_id and a.key = own.key
                cross join lateral
                      (select id from reader where site_id = a.site_id and sso_subject = a.sso_subject limit 1) r
                where own.site_id = p.site_id and own.page_id = p.id) as "authorIds",
         p.counters_version as "countersVersion", p.comments_version as "commentsVersion",
         coalesce((select json_agg(json_build_object('metric', c.metric, 'value', c.value) order by c.metric)
                     from counter c where c.site_id = p.site_id and c.target_id = p.id), '[]') as counters
    from unnest($1::text[], $2::text[]) as t (site_id, key)
    join page_key k on k.site_id = t.site_id and k.key = t.key
    join page p on p.site_id = k.site_id and p.id = k.page_id`;
