export const WALLET_BALANCE = `
  -- A reader's wallet, where they have one. $1 site, $2 reader, $3 currency
  select balance from account
   where site_id = $1::text and kind = 'wallet' and owner_id = $2::uuid and currency = $3::text`;

export const OPEN_ACCOUNT = `
  -- Opens an account with nothing in it; gives no row when it is open already.
  -- $1 site, $2 id, $3 kind, $4 owner, $5 currency
  insert into account (site_id, id, kind, owner_id, currency)
  values ($1::text, $2::uuid, $3::text, $4::uuid, $5::text)
  on conflict (site_id, kind, owner_id, currency) do nothing
  returning id`;

export const FIND_ACCOUNT = `
  -- $1 site, $2 kind, $3 owner, $4 currency
  select id from account
   where site_id = $1::text and kind = $2::text and owner_id = $3::uuid and currency = $4::text`;

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
  -- $1 site, $2 id, $3 debited, $4 credited, $5 currency, $6 amount, $7 reason, $8 page or null, $9 idempotency key
  insert into transfer
    (site_id, id, debit_account_id, credit_account_id, currency, amount, reason, page_id, idempotency_key)
  values ($1::text, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::bigint, $7::text, $8::uuid, $9::text)`;

export const CHECK_LEDGER = `
  -- What must hold in every site: balances sum to zero, and each balance is what its transfers say. One row per site that
  -- has accounts.
  select a.site_id as "siteId",
         sum(a.balance)::bigint as sum,
         count(*) filter (where a.balance <> coalesce(t.net, 0))::int as "wrongBalances",
         count(*) filter (where a.kind <> 'issuance' and a.balance < 0)::int as overdrawn
    from account a
    left join (
      select site_id, account_id, sum(amount) as net
        from (
          select site_id, credit_account_id as account_id, amount from transfer
          union all
          select site_id, debit_account_id, -amount from transfer
        ) entry
       group by site_id, account_id
    ) t on t.site_id = a.site_id and t.account_id = a.id
   group by a.site_id
   order by a.site_id`;
