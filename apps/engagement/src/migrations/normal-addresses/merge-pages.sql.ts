// The merge of two pages with the tables as migration 0021 finds them. The caller holds both pages.
// In all of these: $1 site, $2 the page that ends, $3 the page that stays.

export const RAISE_VERSIONS = `
  update page stays
     set counters_version = greatest(stays.counters_version, ends.counters_version) + 1,
         comments_version = greatest(stays.comments_version, ends.comments_version) + 1,
         url = coalesce(stays.url, ends.url), title = coalesce(stays.title, ends.title),
         closed = stays.closed or ends.closed
    from page ends
   where stays.site_id = $1::text and stays.id = $3::uuid and ends.site_id = $1::text and ends.id = $2::uuid`;

export const MOVE_COMMENTS = `
  -- To whoever watches the page that stays, they are new.
  update comment c
     set page_id = $3::uuid, created_version = stays.comments_version, changed_version = stays.comments_version
    from page stays
   where stays.site_id = $1::text and stays.id = $3::uuid and c.site_id = $1::text and c.page_id = $2::uuid`;

export const MOVE_PAGE_REACTIONS = `
  -- A reader who marked both pages counts once.
  insert into reaction (site_id, target_id, reader_id, kind, page_id, created_at)
  select site_id, $3::uuid, reader_id, kind, $3::uuid, created_at from reaction
   where site_id = $1::text and target_id = $2::uuid
  on conflict do nothing`;

export const DELETE_PAGE_REACTIONS = `delete from reaction where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_COMMENT_REACTIONS = `update reaction set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const MOVE_SHARES = `update share set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const OPEN_ACCOUNT = `
  -- For what the page that ends holds, where it holds something. $4 the id of the account
  insert into account (site_id, id, kind, owner_id, currency)
  select site_id, $4::uuid, 'page', $3::uuid, currency from account
   where site_id = $1::text and kind = 'page' and owner_id = $2::uuid and currency = 'POINT' and balance > 0
  on conflict (site_id, kind, owner_id, currency) do nothing`;

export const MOVE_POINTS = `
  -- $4 the id of the transfer
  with held as materialized (
    select id, balance from account
     where site_id = $1::text and kind = 'page' and owner_id = $2::uuid and currency = 'POINT' and balance > 0
       for update
  ), debited as (
    update account a set balance = 0 from held where a.site_id = $1::text and a.id = held.id
  ), credited as (
    update account a set balance = a.balance + held.balance from held
     where a.site_id = $1::text and a.kind = 'page' and a.owner_id = $3::uuid and a.currency = 'POINT'
    returning a.id
  )
  insert into transfer
    (site_id, id, debit_account_id, credit_account_id, currency, amount, reason, page_id, idempotency_key)
  select $1::text, $4::uuid, held.id, credited.id, 'POINT', held.balance, 'merge', $3::uuid, 'merge:' || $4::uuid
    from held cross join credited`;

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

export const DELETE_COUNTERS = `delete from counter where site_id = $1::text and target_id = $2::uuid`;

export const MOVE_KEYS = `update page_key set page_id = $3::uuid where site_id = $1::text and page_id = $2::uuid`;

export const DELETE_PAGE = `delete from page where site_id = $1::text and id = $2::uuid`;
