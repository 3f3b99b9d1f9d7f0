/**
 * The gates of pages, in the order of all writers. There are 1,024, and several pages may have the same: PostgreSQL keeps advisory locks in
 * memory of a fixed size, and a reader who is erased may have written on any number of pages. $1 pages
 */
const GATES = `(select distinct (hashtextextended(id::text, 0) & 1023)::int as key from unnest($1::uuid[]) as t (id) order by key) gate`;

/** What the gates are among advisory locks of two numbers. Arbitrary; nothing else uses it. */
const GATE_CLASS = 72_273;

export const ENTER_ALONE = `
  -- Waits for every writer of some pages to commit, and has others wait until this transaction ends. $1 pages
  select pg_advisory_xact_lock(${GATE_CLASS}, gate.key) from ${GATES}`;

export const ENTER_BESIDE_OTHERS = `
  -- Waits for whoever is alone on one of some pages. Those who come like this are not in each other's way. $1 pages
  select pg_advisory_xact_lock_shared(${GATE_CLASS}, gate.key) from ${GATES}`;

const PAGES = `
  select site_id as "siteId", id as "pageId", key, url, title, closed, mode, slow_seconds as "slowSeconds", closed or article_unpublished as "closedToComments",
         article_version as "articleVersion", counters_version as "countersVersion", comments_version as "commentsVersion",
         comments_version + 1 as "nextCommentsVersion"
    from page
   where (site_id, id) in (select * from unnest($1::text[], $2::uuid[]))`;

export const LOCK_PAGES = `
  -- Locks pages in the order of all writers; one that is gone gives no row. The caller is alone on them.
  -- $1 sites, $2 pages (arrays side by side)
  ${PAGES}
   order by site_id, id
     for update`;

export const PAGES_BESIDE_OTHERS = `
  -- Pages that others may write beside the caller, who has entered them: they cannot go, their counters and versions may change.
  -- $1 sites, $2 pages (arrays side by side)
  ${PAGES}`;

export const LOCK_COUNTERS = `
  -- The counters and versions of pages that the caller has entered beside others, until the commit, in the order of all writers.
  -- $1 sites, $2 pages (arrays side by side)
  select from page
   where (site_id, id) in (select * from unnest($1::text[], $2::uuid[]))
   order by site_id, id
     for no key update`;

export const CHANGE_COUNTERS = `
  -- Raises and lowers counters. The caller holds the pages. A counter that falls is updated: the row that an insert proposes
  -- would fail the check that counters are not negative.
  -- $1 sites, $2 targets, $3 metrics, $4 by how much (arrays side by side, a counter at most once)
  with change as (
    select * from unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[]) as t (site_id, target_id, metric, by)
  ), lowered as (
    update counter c set value = c.value + change.by
      from change
     where change.by < 0
       and c.site_id = change.site_id and c.target_id = change.target_id and c.metric = change.metric
  )
  insert into counter (site_id, target_id, metric, value)
  select site_id, target_id, metric, by from change where by > 0
  on conflict (site_id, target_id, metric) do update set value = counter.value + excluded.value`;

export const RAISE_VERSIONS = `
  -- The one statement that raises the versions of pages. The caller holds them.
  -- $1 sites, $2 pages, $3 whether counters changed, $4 whether comments changed, $5 and $6 versions that the new ones must
  -- exceed (arrays side by side, a page at most once)
  update page p
     set counters_version = case when c.counters then greatest(p.counters_version, c.counters_above) + 1
                                 else p.counters_version end,
         comments_version = case when c.comments then greatest(p.comments_version, c.comments_above) + 1
                                 else p.comments_version end
    from unnest($1::text[], $2::uuid[], $3::boolean[], $4::boolean[], $5::bigint[], $6::bigint[])
      as c (site_id, page_id, counters, comments, counters_above, comments_above)
   where p.site_id = c.site_id and p.id = c.page_id`;

export const PAGE_OF_KEY = `
  -- $1 site, $2 one of the page's keys
  select k.page_id as id, p.mode, p.slow_seconds as "slowSeconds"
    from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where k.site_id = $1::text and k.key = $2::text`;

export const CREATE_PAGES = `
  -- Pages with their own keys, each unless a page is found by its key already; waits for whoever is creating one of them. The caller holds
  -- what there is to hold: nobody waits for these pages and then for others.
  -- $1 sites, $2 ids, $3 keys (arrays side by side, ordered by site and key)
  with key as (
    insert into page_key (site_id, key, page_id)
    select site_id, key, id from unnest($1::text[], $2::uuid[], $3::text[]) as t (site_id, id, key)
    on conflict (site_id, key) do nothing
    returning site_id, key, page_id
  )
  insert into page (site_id, id, key) select site_id, page_id, key from key
  returning site_id as "siteId", id as "pageId", key`;

export const REMOVE_PAGES = `
  -- Pages that this transaction created and stored nothing on. $1 sites, $2 pages (arrays side by side)
  delete from page where (site_id, id) in (select * from unnest($1::text[], $2::uuid[]))`;

export const OVERTAKE_ALL = `
  -- Raises the versions of all pages above those that can have been announced between the moment and now, and has all of them announced.
  -- $1 the moment, $2 versions that a page can have gained at any time, $3 and in a second
  with jump as (
    select $2::bigint + $3::bigint * ceil(greatest(extract(epoch from clock_timestamp() - $1::timestamptz), 0))::bigint as versions
  ), moved as (
    update page
       set counters_version = counters_version + jump.versions, comments_version = comments_version + jump.versions,
           announced_counters_version = 0, announced_comments_version = 0
      from jump
     where counters_version > 0 or comments_version > 0
    returning page.id
  )
  select versions, (select count(*)::int from moved) as pages from jump`;
