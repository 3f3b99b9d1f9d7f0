import { rewardsGiven } from '../ledger';

export const APPLY_REACTIONS = `
  -- A batch of reactions: facts, counters, comment scores and page versions in one statement.
  -- $1 sites, $2 pages, $3 targets (the page or a comment), $4 readers, $5 kinds, $6 wanted (arrays side by side, each
  -- target, reader and kind at most once). Gives the pages that are there (nothing is stored for one that is gone), those
  -- that changed, the targets' counters as they are now, and what the readers had marked them with before and given them.
  --
  -- Pages are locked first, in id order, and every writer locks its page before anything below it: replicas cannot
  -- deadlock. The count over the locked rows is what makes the other parts wait for all of the locks.
  with input as (
    select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::boolean[])
      as t (site_id, page_id, target_id, reader_id, kind, wanted)
  ), locked as (
    select p.site_id, p.id, p.comments_version from page p
     where (p.site_id, p.id) in (select site_id, page_id from input)
     order by p.site_id, p.id
       for update
  ), added as (
    insert into reaction (site_id, target_id, reader_id, kind, page_id)
    select site_id, target_id, reader_id, kind, page_id from input
     where wanted and (select count(*) from locked) > 0 and page_id in (select id from locked)
    on conflict do nothing
    returning site_id, page_id, target_id, kind
  ), removed as (
    delete from reaction r using input i
     where not i.wanted and (select count(*) from locked) > 0 and i.page_id in (select id from locked)
       and r.site_id = i.site_id and r.target_id = i.target_id and r.reader_id = i.reader_id and r.kind = i.kind
    returning r.site_id, r.page_id, r.target_id, r.kind
  ), fact as (
    select site_id, page_id, target_id, kind, 1 as n from added
    union all
    select site_id, page_id, target_id, kind, -1 from removed
  ), change as (
    select site_id, page_id, target_id, kind, sum(n) as n from fact group by site_id, page_id, target_id, kind
  ), raised as (
    insert into counter (site_id, target_id, metric, value)
    select site_id, target_id, 'reactions.' || kind, n from change where n > 0
    on conflict (site_id, target_id, metric) do update set value = counter.value + excluded.value
    returning target_id, metric, value
  ), lowered as (
    update counter c set value = c.value + d.n
      from change d
     where d.n < 0 and c.site_id = d.site_id and c.target_id = d.target_id and c.metric = 'reactions.' || d.kind
    returning c.target_id, c.metric, c.value
  ), scored as (
    update comment c set score = c.score + d.n, changed_version = l.comments_version + 1
      from (select site_id, page_id, target_id, sum(n) as n
              from change where target_id <> page_id group by site_id, page_id, target_id) d
      join locked l on l.site_id = d.site_id and l.id = d.page_id
     where c.site_id = d.site_id and c.id = d.target_id
  ), versioned as (
    update page p
       set counters_version = p.counters_version + d.counters::int, comments_version = p.comments_version + d.comments::int
      from (select site_id, page_id, bool_or(target_id = page_id) as counters, bool_or(target_id <> page_id) as comments
              from fact group by site_id, page_id) d
     where p.site_id = d.site_id and p.id = d.page_id
  ), target as (
    select distinct site_id, target_id from input
  ), marker as (
    select distinct site_id, target_id, reader_id from input
  ), counted as (
    select target_id, metric, value from raised
    union all
    select target_id, metric, value from lowered
  )
  select 'page' as what, id as "targetId", null::uuid as "readerId", null::text as name, null::bigint as value from locked
  union all
  select 'changed', page_id, null, null, null from fact group by page_id
  union all
  select 'counter', target_id, null, metric, value from counted
  union all
  select 'counter', c.target_id, null, c.metric, c.value
    from target t
    join counter c on c.site_id = t.site_id and c.target_id = t.target_id
   where not exists (select from counted n where n.target_id = c.target_id and n.metric = c.metric)
  union all
  select 'mark', r.target_id, r.reader_id, r.kind, null
    from marker m
    join reaction r on r.site_id = m.site_id and r.target_id = m.target_id and r.reader_id = m.reader_id
  union all
  select 'rewarded', target_id, reader_id, null, rewarded from (${rewardsGiven('marker')}) given`;

export const REACTIONS_OF_READERS = `
  -- The kinds that readers marked targets with. $1 sites, $2 targets, $3 readers (arrays side by side)
  select r.target_id as "targetId", r.reader_id as "readerId", r.kind
    from unnest($1::text[], $2::uuid[], $3::uuid[]) as t (site_id, target_id, reader_id)
    join reaction r on r.site_id = t.site_id and r.target_id = t.target_id and r.reader_id = t.reader_id
   order by r.kind`;
