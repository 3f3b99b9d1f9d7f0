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

export const TAKE_DAILY_GRANT = `
  -- Notes that a wallet has had today's grant (UTC); gives no row when it had. $1 site, $2 account
  update account set granted_on = (now() at time zone 'utc')::date
   where site_id = $1::text and id = $2::uuid and granted_on is distinct from (now() at time zone 'utc')::date
  returning granted_on::text as day`;

export const RECORD_TRANSFER = `
  -- $1 site, $2 id, $3 debited, $4 credited, $5 currency, $6 amount, $7 reason, $8 page or null, $9 comment or null,
  -- $10 the transfer that is taken back or null, $11 idempotency key
  insert into transfer
    (site_id, id, debit_account_id, credit_account_id, currency, amount, reason, page_id, comment_id, reverses_id,
     idempotency_key)
  values ($1::text, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::bigint, $7::text, $8::uuid, $9::uuid, $10::uuid, $11::text)`;

export const FIND_REWARD = `
  -- A reward with the accounts that it moved points between, and the transfer that took it back, where there is one.
  -- $1 id
  select t.site_id as "siteId", t.id, t.amount, t.page_id as "pageId", t.comment_id as "commentId",
         t.created_at as "createdAt", giver.owner_id as "readerId",
         taker.kind as "takerKind", taker.owner_id as "takerId", reversal.id as "reversalId"
    from transfer t
    join account giver on giver.site_id = t.site_id and giver.id = t.debit_account_id
    join account taker on taker.site_id = t.site_id and taker.id = t.credit_account_id
    left join transfer reversal on reversal.site_id = t.site_id and reversal.reverses_id = t.id
   where t.id = $1::uuid and t.reason = 'reward'`;
