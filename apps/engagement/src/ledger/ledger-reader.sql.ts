export const WALLET = `
  -- A reader's wallet, where they have one. $1 site, $2 reader, $3 currency
  select id, balance, granted_on = (now() at time zone 'utc')::date as "grantedToday" from account
   where site_id = $1::text and kind = 'wallet' and owner_id = $2::uuid and currency = $3::text`;

/** The points that readers gave to pages or comments and did not take back. `asked` holds rows of site, page or comment, and reader. */
export const rewardsGiven = (asked: string) => `
  select v.target_id, v.reader_id, sum(t.amount)::bigint as rewarded
    from ${asked} as v (site_id, target_id, reader_id)
    join account a on a.site_id = v.site_id and a.kind = 'wallet' and a.owner_id = v.reader_id
    join transfer t on t.site_id = a.site_id and t.debit_account_id = a.id
     and coalesce(t.comment_id, t.page_id) = v.target_id and t.reason = 'reward'
    left join transfer reversal on reversal.site_id = t.site_id and reversal.reverses_id = t.id
   where reversal.id is null
   group by v.target_id, v.reader_id`;

export const REWARDED_BY = `
  -- $1 sites, $2 pages or comments, $3 readers (arrays side by side)
  select target_id as "targetId", reader_id as "readerId", rewarded
    from (${rewardsGiven('unnest($1::text[], $2::uuid[], $3::uuid[])')}) given`;

export const STATEMENT = `
  -- An account's transfers, the newest first. Walks transfer_debit and transfer_credit from the cursor.
  -- $1 site, $2 account, $3 limit, $4 id to go on after
  select t.id, t.reason, t.amount, p.key as page, t.comment_id as "commentId", t.reverses_id as reverses, t.public,
         t.created_at as "createdAt"
    from (
      (select id, reason, -amount as amount, page_id, comment_id, reverses_id, public, created_at from transfer
        where site_id = $1::text and debit_account_id = $2::uuid and id < $4::uuid
        order by id desc limit $3::int)
      union all
      (select id, reason, amount, page_id, comment_id, reverses_id, public, created_at from transfer
        where site_id = $1::text and credit_account_id = $2::uuid and id < $4::uuid
        order by id desc limit $3::int)
    ) t
    left join page p on p.site_id = $1::text and p.id = t.page_id
   order by t.id desc
   limit $3::int`;

const ACCOUNT = `
  select a.id, a.kind, a.currency, a.balance, a.owner_id as "ownerId", p.key as page, a.created_at as "createdAt"
    from account a
    left join page p on a.kind = 'page' and p.site_id = a.site_id and p.id = a.owner_id`;

export const ACCOUNTS = `
  -- A site's accounts in the order of their making. Walks account_pkey: most of them are wallets.
  -- $1 site, $2 kinds, $3 limit, $4 id to go on after
  ${ACCOUNT}
   where a.site_id = $1::text and a.kind = any($2::text[]) and a.id > $4::uuid
   order by a.id
   limit $3::int`;

export const ACCOUNTS_BUT_WALLETS = `
  -- The few that are no wallets, by the index account_list. $1 site, $2 kind, $3 limit, $4 id to go on after
  ${ACCOUNT}
   where a.site_id = $1::text and a.kind = $2::text and a.kind <> 'wallet' and a.id > $4::uuid
   order by a.id
   limit $3::int`;

export const ACCOUNT_EXISTS = `
  -- $1 site, $2 account
  select id from account where site_id = $1::text and id = $2::uuid`;

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
