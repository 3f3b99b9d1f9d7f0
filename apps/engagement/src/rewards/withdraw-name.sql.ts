export const WITHDRAW_NAME = `
  -- Walks the index transfer_target. $1 site, $2 reader, $3 page or comment
  update transfer t set public = false
    from account a
   where a.site_id = $1::text and a.kind = 'wallet' and a.owner_id = $2::uuid
     and t.site_id = a.site_id and t.debit_account_id = a.id and coalesce(t.comment_id, t.page_id) = $3::uuid
     and t.reason = 'reward' and t.public`;
