export const PAGES_AFTER = `
  -- Walks the primary key. $1 site and $2 id to go on after, $3 limit
  select site_id as "siteId", id, key from page
   where (id, site_id) > ($2::uuid, $1::text)
   order by id, site_id
   limit $3::int`;

export const DRIFTED_COUNTERS = `
  -- Counters of some pages and of their comments that are not what the facts say. One statement, so all of it is of one
  -- moment: a write that commits meanwhile is in it as a whole or not at all. $1 sites, $2 pages (arrays side by side)
  with asked as (
    select * from unnest($1::text[], $2::uuid[]) as t (site_id, page_id)
  ), reward as (
    select t.site_id, t.page_id, coalesce(t.comment_id, t.page_id) as target_id, t.amount
      from asked
      join transfer t using (site_id, page_id)
     where t.reason = 'reward'
       and not exists (select from transfer r where r.site_id = t.site_id and r.reverses_id = t.id)
  ), fact as (
    select site_id, page_id, page_id as target_id, 'comments' as metric, count(*) as counted
      from asked join comment using (site_id, page_id) where status = 'published' group by 1, 2
    union all
    select site_id, page_id, page_id, 'shares', count(distinct reader_id)
      from asked join share using (site_id, page_id) group by 1, 2
    union all
    select site_id, page_id, target_id, 'reactions.' || kind, count(*)
      from asked join reaction using (site_id, page_id) group by 1, 2, 3, 4
    union all
    select site_id, page_id, target_id, 'rewards.count', count(*) from reward group by 1, 2, 3
    union all
    select site_id, page_id, target_id, 'rewards.amount', sum(amount)::bigint from reward group by 1, 2, 3
  ), target as (
    select site_id, page_id, page_id as target_id from asked
    union all
    select site_id, page_id, id from asked join comment using (site_id, page_id)
  ), held as (
    select site_id, page_id, target_id, metric, value from target join counter using (site_id, target_id)
  )
  select site_id as "siteId", page_id as "pageId", target_id as "targetId", metric,
         coalesce(value, 0) as value, coalesce(counted, 0) as counted
    from held full join fact using (site_id, page_id, target_id, metric)
   where coalesce(value, 0) <> coalesce(counted, 0)
   order by site_id, page_id, target_id, metric`;

export const DRIFTED_COMMENTS = `
  -- Comments of some pages whose reply count or score is not what the rows below them say. The facts are aggregated, not looked
  -- up comment by comment: after a storm on a few pages PostgreSQL expects thousands of marks for whatever is asked for, and
  -- reads the whole table for each lookup. $1 sites, $2 pages (arrays side by side)
  with asked as (
    select * from unnest($1::text[], $2::uuid[]) as t (site_id, page_id)
  ), said as (
    select site_id, page_id, id, reply_count, score, 0 as replies, 0 as reactions
      from asked join comment using (site_id, page_id)
    union all
    select site_id, page_id, parent_id, null, null, 1, 0
      from asked join comment using (site_id, page_id) where parent_id is not null and listed
    union all
    select site_id, page_id, target_id, null, null, 0, 1
      from asked join reaction using (site_id, page_id) where target_id <> page_id
  ), recounted as (
    select site_id, page_id, id, max(reply_count) as reply_count, max(score) as score,
           sum(replies)::int as replies, sum(reactions) as reactions
      from said
     group by site_id, page_id, id
  )
  select site_id as "siteId", page_id as "pageId", id,
         reply_count as "replyCount", replies as "countedReplies", score, reactions as "countedScore"
    from recounted
   where reply_count <> replies or score <> reactions
   order by site_id, page_id, id`;

export const SET_COUNTERS = `
  -- $1 site, $2 targets, $3 metrics, $4 values (arrays side by side, a counter at most once)
  insert into counter (site_id, target_id, metric, value)
  select $1::text, * from unnest($2::uuid[], $3::text[], $4::bigint[])
  on conflict (site_id, target_id, metric) do update set value = excluded.value`;

export const SET_COMMENTS = `
  -- $1 site, $2 comments, $3 reply counts, $4 scores (arrays side by side)
  update comment c set reply_count = t.reply_count, score = t.score
    from unnest($2::uuid[], $3::int[], $4::bigint[]) as t (id, reply_count, score)
   where c.site_id = $1::text and c.id = t.id`;

export const PAGE_STATES = `
  -- What content should hold of some pages, by each of their keys. Walks the primary key.
  -- $1 site and $2 key to go on after, $3 limit
  select k.site_id as "siteId", k.key, p.id as "pageId", p.counters_version as "countersVersion",
         p.comments_version as "commentsVersion",
         p.counters_version > p.announced_counters_version or p.comments_version > p.announced_comments_version as waiting
    from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where (k.site_id, k.key) > ($1::text, $2::text)
   order by k.site_id, k.key
   limit $3::int`;

export const ANNOUNCE_SOME_AGAIN = `
  -- Forgets what was announced of some pages. One that is being written, or was not announced, is announced anyway. $1 sites, $2 pages (arrays side by side)
  with locked as (
    select p.site_id, p.id from page p
     where (p.site_id, p.id) in (select * from unnest($1::text[], $2::uuid[]))
       and (p.announced_counters_version > 0 or p.announced_comments_version > 0)
     order by p.site_id, p.id
       for no key update skip locked
  )
  update page p
     set announced_counters_version = 0, announced_comments_version = 0
    from locked
   where p.site_id = locked.site_id and p.id = locked.id`;

export const PAGES_OF_HELD_KEYS = `
  -- Pages by their keys, with the newest versions that content holds of them.
  -- $1 sites, $2 keys, $3 counters versions, $4 comments versions that content holds (arrays side by side)
  select k.site_id as "siteId", k.page_id as "pageId", max(t.counters_version) as "countersVersion",
         max(t.comments_version) as "commentsVersion"
    from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as t (site_id, key, counters_version, comments_version)
    join page_key k on k.site_id = t.site_id and k.key = t.key
   group by k.site_id, k.page_id`;
