// In all of these: $1 site, $2 the page that ends, $3 the page that stays.

export const PAGES_OF_KEYS = `
  -- The pages that two keys lead to: one page where both lead to the same. $1 site, $2 and $3 keys
  select page_id as id, array_agg(key) as keys from page_key
   where site_id = $1::text and key in ($2::text, $3::text)
   group by page_id`;

export const DESCRIBE_MERGED = `
  -- What the page that stays lacks, the other one may have.
  update page stays
     set url = coalesce(stays.url, ends.url), title = coalesce(stays.title, ends.title)
    from page ends
   where stays.site_id = $1::text and stays.id = $3::uuid and ends.site_id = $1::text and ends.id = $2::uuid`;

export const MERGE_FEATURED = `
  -- The page that stays features its own comments and then the other one's, as many as a page may of those that readers see. $4 how many
  with shown as (
    select c.id, row_number() over (order by p.id = $3::uuid desc, t.place) as place
      from page p
     cross join lateral unnest(p.featured) with ordinality as t (id, place)
      join comment c on c.site_id = p.site_id and c.id = t.id
     where p.site_id = $1::text and p.id in ($2::uuid, $3::uuid) and c.page_id = p.id and c.featured and c.status = 'published'
  ), kept as (
    update page stays
       set featured = array(select id from shown where place <= $4::int order by place)
      from page ends, page before
     where stays.site_id = $1::text and stays.id = $3::uuid and ends.site_id = $1::text and ends.id = $2::uuid
       and before.site_id = $1::text and before.id = $3::uuid and cardinality(ends.featured) > 0
    returning stays.featured as ids, before.featured || ends.featured as named
  )
  update comment c set featured = false
    from kept
   where c.site_id = $1::text and c.id = any(kept.named) and c.id <> all(kept.ids)`;

export const MOVE_COMMENTS = `
  -- To whoever watches the page that stays, they are new. $4 its comments version after the merge
  update comment set page_id = $3::uuid, created_version = $4::bigint, changed_version = $4::bigint
   where site_id = $1::text and page_id = $2::uuid`;

export const MOVE_PAGE_REACTIONS = `
  -- A reader who marked both pages counts once.
  insert into reaction (site_id, target_id, reader_id, kind, page_id, created_at, named)
  select site_id, $3::uuid, reader_id, kind, $3::uuid, created_at, named from reaction
   where site_id = $1::text and target_id = $2::uuid
  on conflict do nothing`;

export const DELETE_REACTIONS = `
  delete from reaction where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_COMMENT_REACTIONS = `
  update reaction set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const MOVE_SHARES = `
  update share set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const MOVE_FOLLOWS = `
  -- A reader who follows both pages follows the one that stays.
  with moved as (
    insert into follow (site_id, reader_id, target_id, is_comment, created_at)
    select site_id, reader_id, $3::uuid, false, created_at from follow
     where site_id = $1::text and target_id = $2::uuid
    on conflict do nothing
  )
  delete from follow where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_NOTIFICATIONS = `
  -- Those about the page itself; those about comments find their page by these.
  update notification set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid and comment_id is null`;

export const MOVE_TRANSFERS = `
  -- The page that transfers refer to; their accounts stay.
  update transfer set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const DELETE_REACTION_COUNTERS = `
  delete from counter
   where site_id = $1::text and target_id in ($2::uuid, $3::uuid) and metric like 'reactions.%'`;

export const COUNT_REACTIONS = `
  -- Recounted, since a reader may have marked both pages. $1 site, $2 the page that stays
  insert into counter (site_id, target_id, metric, value)
  select site_id, target_id, 'reactions.' || kind, count(*) from reaction
   where site_id = $1::text and target_id = $2::uuid
   group by site_id, target_id, kind`;

export const ADD_COUNTERS = `
  -- Every other counter is the sum of both.
  insert into counter (site_id, target_id, metric, value)
  select site_id, $3::uuid, metric, value from counter where site_id = $1::text and target_id = $2::uuid
  on conflict (site_id, target_id, metric) do update set value = counter.value + excluded.value`;

export const COUNT_SHARES = `
  -- Recounted, since a reader may have shared both pages. $1 site, $2 the page that stays
  update counter c
     set value = (select count(distinct reader_id) from share where site_id = $1::text and page_id = $2::uuid)
   where c.site_id = $1::text and c.target_id = $2::uuid and c.metric = 'shares'`;

export const DELETE_COUNTERS = `
  delete from counter where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_KEYS = `
  update page_key set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const DELETE_PAGE = `
  delete from page where site_id = $1::text and id = $2::uuid`;
