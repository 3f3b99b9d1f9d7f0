export const UNANNOUNCED_PAGES = `
  -- Pages whose state is newer than what was announced. No row is locked: a hot page's writers never wait for the queue.
  -- Walks the partial index page_unannounced. $1 limit
  select p.site_id as "siteId", p.id,
         array(select k.key from page_key k where k.site_id = p.site_id and k.page_id = p.id order by k.key) as keys,
         p.closed or p.article_unpublished as closed, p.featured,
         p.counters_version as "countersVersion", p.comments_version as "commentsVersion",
         p.counters_version > p.announced_counters_version as "countersChanged",
         p.comments_version > p.announced_comments_version as "commentsChanged"
    from page p
   where p.counters_version > p.announced_counters_version or p.comments_version > p.announced_comments_version
   order by p.site_id, p.id
   limit $1::int`;

export const MARK_ANNOUNCED = `
  -- $1 sites, $2 pages, $3 counters versions, $4 comments versions (arrays side by side, in lock order)
  with locked as (
    select p.site_id, p.id from page p
     where (p.site_id, p.id) in (select * from unnest($1::text[], $2::uuid[]))
     order by p.site_id, p.id
       for no key update
  )
  update page p
     set announced_counters_version = greatest(p.announced_counters_version, a.counters_version),
         announced_comments_version = greatest(p.announced_comments_version, a.comments_version)
    from unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[])
           as a (site_id, page_id, counters_version, comments_version)
    join locked l on l.site_id = a.site_id and l.id = a.page_id
   where p.site_id = a.site_id and p.id = a.page_id`;

export const UNANNOUNCED_SITES = `
  -- Settings that are newer than what was announced of them. Walks the partial index site_unannounced. $1 limit
  select s.id, s.settings_version as version, s.look, s.reaction_kinds as "reactionKinds"
    from site s
   where s.settings_version > s.announced_settings_version
   order by s.id
   limit $1::int`;

export const MARK_SITES_ANNOUNCED = `
  -- $1 sites in order, $2 their versions (arrays side by side)
  with locked as (
    select s.id from site s where s.id = any($1::text[]) order by s.id for no key update
  )
  update site s
     set announced_settings_version = greatest(s.announced_settings_version, a.version)
    from unnest($1::text[], $2::bigint[]) as a (id, version)
    join locked l on l.id = a.id
   where s.id = a.id`;

export const ANNOUNCE_AGAIN = `
  -- Forgets what was announced of pages that something happened on, so that the relay announces them again.
  update page set announced_counters_version = 0, announced_comments_version = 0
   where announced_counters_version > 0 or announced_comments_version > 0`;
