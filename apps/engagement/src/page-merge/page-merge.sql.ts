// In all of these: $1 site, $2 the page that ends, $3 the page that stays.

export const PAGES_TO_MERGE = `
  -- Both pages, locked in the order in which every writer locks pages. $1 site, $2 and $3 keys
  select p.id, array(select k.key from page_key k
                      where k.site_id = p.site_id and k.page_id = p.id and k.key in ($2::text, $3::text)) as keys
    from page p
   where p.site_id = $1::text
     and p.id in (select page_id from page_key where site_id = $1::text and key in ($2::text, $3::text))
   order by p.id
     for update`;

export const RAISE_VERSIONS = `
  -- Whatever content holds of either page is older than what comes now.
  update page stays
     set counters_version = greatest(stays.counters_version, ends.counters_version) + 1,
         comments_version = greatest(stays.comments_version, ends.comments_version) + 1,
         url = coalesce(stays.url, ends.url),
         title = coalesce(stays.title, ends.title)
    from page ends
   where stays.site_id = $1::text and stays.id = $3::uuid and ends.site_id = $1::text and ends.id = $2::uuid`;

export const MOVE_COMMENTS = `
  -- To whoever watches the page that stays, they are new.
  update comment c
     set page_id = p.id, created_version = p.comments_version, changed_version = p.comments_version
    from page p
   where c.site_id = $1::text and c.page_id = $2::uuid and p.site_id = $1::text and p.id = $3::uuid`;

export const MOVE_PAGE_REACTIONS = `
  -- A reader who marked both pages counts once.
  insert into reaction (site_id, target_id, reader_id, kind, page_id, created_at)
  select site_id, $3::uuid, reader_id, kind, $3::uuid, created_at from reaction
   where site_id = $1::text and target_id = $2::uuid
  on conflict do nothing`;

export const DELETE_REACTIONS = `
  delete from reaction where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_COMMENT_REACTIONS = `
  update reaction set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const MOVE_SHARES = `
  update share set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const MOVE_TRANSFERS = `
  -- What they were about; the accounts that they moved points between stay.
  update transfer set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const FORGET_REACTION_COUNTERS = `
  delete from counter
   where site_id = $1::text and target_id in ($2::uuid, $3::uuid) and metric like 'reactions.%'`;

export const COUNT_REACTIONS = `
  -- Anew, since a reader may have marked both pages. $1 site, $2 the page that stays
  insert into counter (site_id, target_id, metric, value)
  select site_id, target_id, 'reactions.' || kind, count(*) from reaction
   where site_id = $1::text and target_id = $2::uuid
   group by site_id, target_id, kind`;

export const ADD_COUNTERS = `
  -- Of all else there is as much as both had.
  insert into counter (site_id, target_id, metric, value)
  select site_id, $3::uuid, metric, value from counter where site_id = $1::text and target_id = $2::uuid
  on conflict (site_id, target_id, metric) do update set value = counter.value + excluded.value`;

export const DELETE_COUNTERS = `
  delete from counter where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_KEYS = `
  update page_key set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const DELETE_PAGE = `
  delete from page where site_id = $1::text and id = $2::uuid`;
