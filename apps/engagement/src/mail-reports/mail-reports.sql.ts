export const STOP_MAIL = `
  -- What became of mail after it was sent, one way or the other: by the mail's id, which nobody else knows, or by an address that somebody
  -- trusted names. An address that the reader has set since is another one. Nothing more is sent to the address, whichever readers have it.
  -- Walks the indexes notification_batch and reader_mail_address. $1 kind, $2 the mail's batch or null, $3 the first
  -- characters of a confirmation's token or null, $4 address or null
  with named as (
    select m.email
      from notification n
      join reader_mail m on m.site_id = n.site_id and m.reader_id = n.reader_id
     where n.mail_batch = $2::uuid and n.mail in ('sent', 'digested', 'bounced') and m.confirmed_at <= n.mail_at
    union
    select email from reader_mail
     where starts_with(confirm_token, $3::text) and lower(email) = lower($4::text)
    union
    select email from reader_mail where $2::uuid is null and $3::text is null and lower(email) = lower($4::text)
  ), stopped as (
    update reader_mail m
       set bounced_at = coalesce(m.bounced_at, now()), complained = m.complained or $1::text = 'complained', confirm_due_at = null
      from (select distinct lower(email) as email from named) address
     where lower(m.email) = address.email
    returning m.site_id, m.reader_id
  ), told as (
    update notification n
       set mail = $1::text, mail_at = now(), mail_due_at = null
      from stopped s
     where n.site_id = s.site_id and n.reader_id = s.reader_id and (n.mail_due_at is not null or n.mail_batch = $2::uuid)
       and n.mail in ('sent', 'digested', 'waiting')
  )
  select count(*)::int as readers from stopped`;
