export const OPEN_ACCOUNT = `
  -- Opens an account with nothing in it; gives no row when it is open already.
  -- $1 site, $2 id, $3 kind, $4 owner, $5 currency
  insert into account (site_id, id, kind, owner_id, currency)
  values ($1::text, $2::uuid, $3::text, $4::uuid, $5::text)
  on conflict (site_id, kind, owner_id, currency) do nothing
  returning id`;

export const LOCK_ACCOUNT = `
  -- $1 site, $2 kind, $3 owner, $4 currency
  select id, balance from account
   where site_id = $1::text and kind = $2::text and owner_id = $3::uuid and currency = $4::text
     for update`;

export const DEBIT = `
  -- Takes from an account; gives no row when that would overdraw it. $1 site, $2 account, $3 amount
  update account set balance = balance - $3::bigint
   where site_id = $1::text and id = $2::uuid and (kind = 'issuance' or balance >= $3::bigint)
  returning balance`;

export const CREDIT = `
  -- $1 site, $2 account, $3 amount
  update account set balance = balance + $3::bigint
   where site_id = $1::text and id = $2::uuid
  returning balance`;

export const RECORD_TRANSFER = `
  -- $1 site, $2 id, $3 debited, $4 credited, $5 currency, $6 amount, $7 reason, $8 page or null, $9 comment or null,
  -- $10 the transfer that is taken back or null, $11 idempotency key
  insert into transfer
    (site_id, id, debit_account_id, credit_account_id, currency, amount, reason, page_id, comment_id, reverses_id,
     idempotency_key)
  values ($1::text, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::bigint, $7::text, $8::uuid, $9::uuid, $10::uuid, $11::text)`;

export const RETURNED_POINTS = `
  -- What a wallet gave back to issuance when it was closed, less what was taken from there for rewards to it that were undone
  -- since. The caller holds the wallet. $1 site, $2 wallet
  select coalesce(sum(t.amount), 0)::bigint as returned
    from (
      select amount from transfer
       where site_id = $1::text and debit_account_id = $2::uuid and reason = 'closing'
      union all
      select -undone.amount
        from transfer reward
        join transfer undone on undone.site_id = reward.site_id and undone.reverses_id = reward.id
       where reward.site_id = $1::text and reward.credit_account_id = $2::uuid
         and undone.debit_account_id <> reward.credit_account_id
    ) t`;

export const FIND_REWARD = `
  -- A reward with the accounts that it moved points between, and the transfer that took it back, where there is one.
  -- $1 id
  select t.site_id as "siteId", t.id, t.amount, t.page_id as "pageId", t.comment_id as "commentId",
         t.created_at as "createdAt", giver.owner_id as "readerId", reader.role as "readerRole",
         taker.kind as "takerKind", taker.owner_id as "takerId", reversal.id as "reversalId"
    from transfer t
    join account giver on giver.site_id = t.site_id and giver.id = t.debit_account_id
    join reader on reader.site_id = giver.site_id and reader.id = giver.owner_id
    join account taker on taker.site_id = t.site_id and taker.id = t.credit_account_id
    left join transfer reversal on reversal.site_id = t.site_id and reversal.reverses_id = t.id
   where t.id = $1::uuid and t.reason = 'reward'`;

/** The order in which statements lock and open several accounts (decision record 0001). */
const LEDGER_ORDER = `array_position(array['wallet', 'issuance', 'page'], kind), site_id, owner_id`;

export const LOCK_ACCOUNTS = `
  -- Those of some accounts that are there, locked in the order of the ledger (wallets, issuance, pages).
  -- $1 currency, $2 sites, $3 kinds, $4 owners (arrays side by side)
  select a.site_id as "siteId", a.kind, a.owner_id as "ownerId", a.id, a.balance,
         coalesce(a.granted_on = (now() at time zone 'utc')::date, false) as "grantedToday"
    from account a
   where a.currency = $1::text
     and (a.site_id, a.kind, a.owner_id) in (select * from unnest($2::text[], $3::text[], $4::uuid[]))
   order by ${LEDGER_ORDER}
     for update`;

export const OPEN_ACCOUNTS = `
  -- Opens accounts, in the same order, with what is booked on them. Fails where another process has opened one since they
  -- were locked. $1 currency, $2 sites, $3 kinds, $4 owners, $5 ids, $6 balances, $7 whether today's grant is among them
  -- (arrays side by side)
  insert into account (site_id, id, kind, owner_id, currency, balance, granted_on)
  select site_id, id, kind, owner_id, $1::text, balance, case when granted then (now() at time zone 'utc')::date end
    from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::boolean[])
      as t (site_id, kind, owner_id, id, balance, granted)
   order by ${LEDGER_ORDER}`;

export const MOVE_POINTS = `
  -- Books a batch of transfers. The caller has locked the accounts and knows that they cover it; the table checks again.
  -- Those that were opened for it hold their part already.
  -- $1 sites, $2 accounts, $3 net amounts, $4 whether today's grant is among them (arrays side by side, an account once);
  -- $5 sites, $6 ids, $7 debited, $8 credited, $9 amounts, $10 reasons, $11 pages, $12 comments, $13 idempotency keys,
  -- $15 whether givers are named (arrays side by side), $14 currency
  with booked as (
    update account a
       set balance = a.balance + net.amount,
           granted_on = case when net.granted then (now() at time zone 'utc')::date else a.granted_on end
      from unnest($1::text[], $2::uuid[], $3::bigint[], $4::boolean[]) as net (site_id, id, amount, granted)
     where a.site_id = net.site_id and a.id = net.id
  )
  insert into transfer
    (site_id, id, debit_account_id, credit_account_id, currency, amount, reason, page_id, comment_id, idempotency_key, public)
  select site_id, id, debit, credit, $14::text, amount, reason, page_id, comment_id, key, public
    from unnest($5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::bigint[], $10::text[], $11::uuid[], $12::uuid[],
                $13::text[], $15::boolean[])
      as t (site_id, id, debit, credit, amount, reason, page_id, comment_id, key, public)`;
