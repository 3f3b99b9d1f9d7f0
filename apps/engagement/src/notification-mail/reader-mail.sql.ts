const CHOICES = `replies, comments, decisions, rewards, time_zone as "timeZone"`;

export const MAIL_OF_READER = `
  -- $1 site, $2 reader
  select email, confirmed_at is not null as "isConfirmed", bounced_at is not null as "hasBounced", ${CHOICES}
    from reader_mail
   where site_id = $1::text and reader_id = $2::uuid`;

export const CHOOSE = `
  -- What is null stays as it is. $1 site, $2 reader, $3 token to end mail by, $4 replies, $5 comments, $6 decisions, $7 rewards, $8 time zone
  insert into reader_mail as m (site_id, reader_id, unsubscribe_token, replies, comments, decisions, rewards, time_zone)
  select $1::text, id, $3::text, coalesce($4::text, 'now'), coalesce($5::text, 'now'), coalesce($6::text, 'now'),
         coalesce($7::text, 'off'), coalesce($8::text, 'UTC')
    from reader
   where site_id = $1::text and id = $2::uuid and deleted_at is null
     for share
  on conflict (reader_id, site_id) do update
     set replies = coalesce($4::text, m.replies), comments = coalesce($5::text, m.comments),
         decisions = coalesce($6::text, m.decisions), rewards = coalesce($7::text, m.rewards),
         time_zone = coalesce($8::text, m.time_zone)`;

export const ASK_ADDRESS = `
  -- An address waits to be confirmed. One that its site's single sign-on has said is confirmed, and so is the one that was before. Nothing
  -- is sent to an address that was asked so often in a day. $1 site, $2 reader, $3 token to end mail by, $4 address, $5 token to confirm by,
  -- $6 most in a day
  with known as (
    select r.id, coalesce(lower(r.email) = lower($4::text), false) or exists (
             select from reader_mail m
              where m.site_id = r.site_id and m.reader_id = r.id and lower(m.email) = lower($4::text) and m.confirmed_at is not null
                and m.bounced_at is null
           ) as is_confirmed
      from reader r
     where r.site_id = $1::text and r.id = $2::uuid and r.deleted_at is null
       for share
  ), asked as (
    select count(*) as times from reader_mail where lower(email) = lower($4::text) and asked_at > now() - interval '1 day'
  )
  insert into reader_mail as m
         (site_id, reader_id, unsubscribe_token, email, confirmed_at, confirm_token, confirm_due_at, asked_at)
  select $1::text, known.id, $3::text, $4::text, case when known.is_confirmed then now() end,
         case when not known.is_confirmed then $5::text end,
         case when not known.is_confirmed and asked.times < $6::int then now() end, now()
    from known, asked
  on conflict (reader_id, site_id) do update
     set email = excluded.email, confirmed_at = excluded.confirmed_at, bounced_at = null, confirm_token = excluded.confirm_token,
         -- The same reader, again and again, at most once in a minute.
         confirm_due_at = case when m.asked_at > now() - interval '1 minute' then greatest(excluded.confirm_due_at, m.asked_at + interval '1 minute')
                               else excluded.confirm_due_at end,
         confirm_attempts = 0, asked_at = now()`;

export const FORGET_ADDRESS = `
  -- What waits is not sent. $1 site, $2 reader
  with forgotten as (
    update reader_mail set email = null, confirmed_at = null, bounced_at = null, confirm_token = null, confirm_due_at = null, asked_at = null
     where site_id = $1::text and reader_id = $2::uuid
  )
  update notification set mail = 'no-address', mail_at = now(), mail_due_at = null
   where site_id = $1::text and reader_id = $2::uuid and mail_due_at is not null`;

export const READER_OF_LINK = `
  -- The site's name, for the page of a link. $1 what the link is for, $2 token
  select s.name as site, m.email
    from reader_mail m
    join site s on s.id = m.site_id
   where case $1::text when 'confirm' then m.confirm_token = $2::text else m.unsubscribe_token = $2::text end`;

export const CONFIRM_ADDRESS = `
  -- $1 token
  update reader_mail set confirmed_at = now(), confirm_token = null, confirm_due_at = null
   where confirm_token = $1::text and email is not null
  returning reader_id`;

export const END_MAIL = `
  -- Everything, at once. $1 token
  with ended as (
    update reader_mail set replies = 'off', comments = 'off', decisions = 'off', rewards = 'off'
     where unsubscribe_token = $1::text
    returning site_id, reader_id
  ), dropped as (
    update notification n set mail = 'muted', mail_at = now(), mail_due_at = null
      from ended e
     where n.site_id = e.site_id and n.reader_id = e.reader_id and n.mail_due_at is not null
  )
  select reader_id from ended`;

export const TAKE_CONFIRMATIONS = `
  -- Mails with a link that are due, for one process, until the lease is over. $1 limit, $2 lease in seconds, $3 most attempts
  with due as (
    select reader_id, site_id from reader_mail
     where confirm_due_at <= now()
     order by confirm_due_at
     limit $1::int
       for update skip locked
  )
  update reader_mail m
     set confirm_due_at = case when m.confirm_attempts + 1 < $3::int then now() + make_interval(secs => $2::float8 * 2 ^ m.confirm_attempts) end,
         confirm_attempts = m.confirm_attempts + 1
    from due, site s
   where m.reader_id = due.reader_id and m.site_id = due.site_id and s.id = m.site_id
  returning m.site_id as "siteId", m.reader_id as "readerId", s.name as site, m.email, m.confirm_token as token`;

export const NOTE_CONFIRMATION = `
  -- It was sent, or never will be. Whoever has asked with another address since has another token. $1 token, $2 whether the address is none
  update reader_mail set confirm_due_at = null, bounced_at = case when $2::boolean then now() else bounced_at end
   where confirm_token = $1::text`;

export const TAKE_MAILS = `
  -- What is due, for one process, until the lease is over: for each reader all of it, in one mail. What a process has taken and is never
  -- heard of again is taken as it was, so that it is the same mail. $1 readers, $2 lease in seconds, $3 pause between mails in seconds
  with due as (
    select site_id, reader_id
      from (select site_id, reader_id, mail_due_at from notification
             where mail_due_at <= now()
             order by mail_due_at
             limit 1000) first
     group by site_id, reader_id
     order by min(mail_due_at)
     limit $1::int
  ), held as (
    select m.site_id, m.reader_id, m.email, m.unsubscribe_token, gen_random_uuid() as new_batch
      from due
      join reader_mail m on m.site_id = due.site_id and m.reader_id = due.reader_id
     where m.email is not null and m.confirmed_at is not null and (m.not_before is null or m.not_before <= now())
       for update of m skip locked
  ), open as (
    select held.*, (select n.mail_batch from notification n
                     where n.reader_id = held.reader_id and n.site_id = held.site_id and n.mail_due_at <= now() and n.mail_batch is not null
                     limit 1) as old_batch
      from held
  ), paused as (
    update reader_mail m set not_before = now() + make_interval(secs => $3::float8)
      from held
     where m.site_id = held.site_id and m.reader_id = held.reader_id
  ), taken as (
    update notification n
       set mail_due_at = now() + make_interval(secs => $2::float8), mail_attempts = n.mail_attempts + 1,
           mail_batch = coalesce(o.old_batch, o.new_batch)
      from open o
     where n.site_id = o.site_id and n.reader_id = o.reader_id and n.mail_due_at <= now() and n.mail_batch is not distinct from o.old_batch
    returning n.site_id, n.reader_id, n.mail_batch, n.mail_attempts
  )
  select t.site_id as "siteId", t.reader_id as "readerId", t.mail_batch as batch, max(t.mail_attempts)::int as attempts, o.email,
         o.unsubscribe_token as token, s.name as site
    from taken t
    join open o on o.site_id = t.site_id and o.reader_id = t.reader_id
    join site s on s.id = t.site_id
   group by t.site_id, t.reader_id, t.mail_batch, o.email, o.unsubscribe_token, s.name`;

export const SETTLE_MAIL = `
  -- What became of a mail. $1 site, $2 reader, $3 batch, $4 notifications that were in it, $5 outcome of these, $6 notifications that were
  -- read before, $7 notifications whose comments are hidden
  update notification
     set mail = case when id = any($6::uuid[]) then 'read'
                     when id = any($7::uuid[]) then 'hidden'
                     when $5::text = 'sent' and mail_digest then 'digested'
                     else $5::text end,
         mail_at = now(), mail_due_at = null
   where site_id = $1::text and reader_id = $2::uuid and mail_batch = $3::uuid and mail_due_at is not null
     and id = any($4::uuid[] || $6::uuid[] || $7::uuid[])`;

export const RETRY_MAIL = `
  -- $1 site, $2 reader, $3 batch, $4 seconds
  update notification set mail_due_at = now() + make_interval(secs => $4::float8)
   where site_id = $1::text and reader_id = $2::uuid and mail_batch = $3::uuid and mail_due_at is not null`;

export const NOTE_BOUNCE = `
  -- Nothing more is sent to an address that is none. $1 site, $2 reader
  with bounced as (
    update reader_mail set bounced_at = now() where site_id = $1::text and reader_id = $2::uuid
  )
  update notification set mail = 'bounced', mail_at = now(), mail_due_at = null
   where site_id = $1::text and reader_id = $2::uuid and mail_due_at is not null`;
