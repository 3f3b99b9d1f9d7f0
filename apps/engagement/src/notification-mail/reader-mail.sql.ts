const CHOICES = `
  replies, mentions, comments, decisions, rewards, replies_push as "repliesPush", mentions_push as "mentionsPush", comments_push as "commentsPush",
  decisions_push as "decisionsPush", rewards_push as "rewardsPush", time_zone as "timeZone", language`;

export const MAIL_OF_READER = `
  -- $1 site, $2 reader
  select email, confirmed_at is not null as "isConfirmed", bounced_at is not null as "hasBounced", complained as "hasComplained", ${CHOICES}
    from reader_mail
   where site_id = $1::text and reader_id = $2::uuid`;

export const SITE_OF_READER = `
  -- The site of a reader who is not gone. $1 site, $2 reader
  select s.name as site, s.look
    from reader r
    join site s on s.id = r.site_id
   where r.site_id = $1::text and r.id = $2::uuid and r.deleted_at is null`;

export const CHOOSE = `
  -- What is null stays as it is. What waits and is not wanted any more is not sent. $1 site, $2 reader, $3 token to end mail by; mail about
  -- $4 replies, $5 mentions, $6 comments, $7 decisions, $8 rewards; whether devices show $9 replies, $10 mentions, $11 comments, $12 decisions,
  -- $13 rewards; $14 time zone, $15 language
  with chosen as (
    insert into reader_mail as m
           (site_id, reader_id, unsubscribe_token, replies, mentions, comments, decisions, rewards,
            replies_push, mentions_push, comments_push, decisions_push, rewards_push, time_zone, language)
    select $1::text, id, $3::text, coalesce($4::text, 'now'), coalesce($5::text, 'now'), coalesce($6::text, 'now'),
           coalesce($7::text, 'now'), coalesce($8::text, 'off'), coalesce($9::boolean, true), coalesce($10::boolean, true),
           coalesce($11::boolean, true), coalesce($12::boolean, true), coalesce($13::boolean, false), coalesce($14::text, 'UTC'),
           coalesce($15::text, 'en')
      from reader
     where site_id = $1::text and id = $2::uuid and deleted_at is null
       for share
    on conflict (reader_id, site_id) do update
       set replies = coalesce($4::text, m.replies), mentions = coalesce($5::text, m.mentions), comments = coalesce($6::text, m.comments),
           decisions = coalesce($7::text, m.decisions), rewards = coalesce($8::text, m.rewards),
           replies_push = coalesce($9::boolean, m.replies_push), mentions_push = coalesce($10::boolean, m.mentions_push),
           comments_push = coalesce($11::boolean, m.comments_push), decisions_push = coalesce($12::boolean, m.decisions_push),
           rewards_push = coalesce($13::boolean, m.rewards_push),
           time_zone = coalesce($14::text, m.time_zone), language = coalesce($15::text, m.language)
  )
  update notification set mail = 'muted', mail_at = now(), mail_due_at = null
   where site_id = $1::text and reader_id = $2::uuid and mail_due_at is not null
     and 'off' = case type when 'reply' then $4::text when 'mention' then $5::text when 'comment' then $6::text when 'decision' then $7::text else $8::text end`;

export const COUNT_ASK = `
  -- How often an address was asked in the last day, this time included. $1 address
  insert into mail_ask as a (email_hash) values (sha256(convert_to(lower($1::text), 'UTF8')))
  on conflict (email_hash) do update
     set times = case when a.since < now() - interval '1 day' then 1 else least(a.times, 1000) + 1 end,
         since = case when a.since < now() - interval '1 day' then now() else a.since end
  returning times`;

export const DELETE_EXPIRED_ASKS = `
  -- $1 limit
  delete from mail_ask
   where email_hash in (
           select email_hash from mail_ask where since < now() - interval '1 day' order by since limit $1::int for update skip locked
         )`;

export const IS_CONFIRMED = `
  -- A row where the address is the reader's already. $1 site, $2 reader, $3 address
  select from reader_mail
   where site_id = $1::text and reader_id = $2::uuid and lower(email) = lower($3::text) and confirmed_at is not null and bounced_at is null`;

export const SET_ADDRESS = `
  -- An address waits to be confirmed; what waited for the one before is not sent. $1 site, $2 reader, $3 token to end mail by, $4 address,
  -- $5 token to confirm by, $6 whether a mail with the link is sent, $7 language
  with known as (
    select id from reader where site_id = $1::text and id = $2::uuid and deleted_at is null for share
  ), asked as (
    insert into reader_mail as m
           (site_id, reader_id, unsubscribe_token, email, confirm_token, confirm_due_at, asked_at, language)
    select $1::text, known.id, $3::text, $4::text, $5::text, case when $6::boolean then now() end, now(), $7::text
      from known
    on conflict (reader_id, site_id) do update
       set email = excluded.email, confirmed_at = null, bounced_at = null, complained = false, confirm_token = excluded.confirm_token,
           confirm_due_at = excluded.confirm_due_at, confirm_attempts = 0, asked_at = now(), language = excluded.language
    returning reader_id
  )
  update notification n set mail = 'no-address', mail_at = now(), mail_due_at = null
    from asked
   where n.site_id = $1::text and n.reader_id = asked.reader_id and n.mail_due_at is not null`;

export const FORGET_ADDRESS = `
  -- What waits is not sent. $1 site, $2 reader
  with forgotten as (
    update reader_mail set email = null, confirmed_at = null, bounced_at = null, complained = false, confirm_token = null, confirm_due_at = null, asked_at = null
     where site_id = $1::text and reader_id = $2::uuid
  )
  update notification set mail = 'no-address', mail_at = now(), mail_due_at = null
   where site_id = $1::text and reader_id = $2::uuid and mail_due_at is not null`;

export const READER_OF_LINK = `
  -- What the page of a link says. Tokens to confirm by are good for some days. $1 what the link is for, $2 token, $3 days
  select s.name as site, m.email, m.language, $1::text = 'confirm' and m.confirmed_at is not null as "isDone"
    from reader_mail m
    join site s on s.id = m.site_id
   where case $1::text when 'confirm' then m.confirm_token = $2::text and m.asked_at > now() - make_interval(days => $3::int)
                       else m.unsubscribe_token = $2::text end`;

export const CONFIRM_ADDRESS = `
  -- Pressed twice, it is the same. $1 token, $2 days
  update reader_mail set confirmed_at = coalesce(confirmed_at, now()), confirm_due_at = null
   where confirm_token = $1::text and email is not null and asked_at > now() - make_interval(days => $2::int)
  returning reader_id`;

export const END_MAIL = `
  -- Everything, at once. $1 token
  with ended as (
    update reader_mail set replies = 'off', mentions = 'off', comments = 'off', decisions = 'off', rewards = 'off'
     where unsubscribe_token = $1::text
    returning site_id, reader_id
  ), dropped as (
    update notification n set mail = 'muted', mail_at = now(), mail_due_at = null
      from ended e
     where n.site_id = e.site_id and n.reader_id = e.reader_id and n.mail_due_at is not null
  )
  select reader_id from ended`;

export const TAKE_CONFIRMATIONS = `
  -- Mails with a link that are due, for one process, until the lease is over. $1 limit, $2 lease in seconds
  with due as (
    select reader_id, site_id from reader_mail
     where confirm_due_at <= now()
     order by confirm_due_at
     limit $1::int
       for update skip locked
  )
  update reader_mail m
     set confirm_due_at = now() + make_interval(secs => $2::float8), confirm_attempts = m.confirm_attempts + 1
    from due, site s
   where m.reader_id = due.reader_id and m.site_id = due.site_id and s.id = m.site_id
  returning s.name as site, m.email, m.confirm_token as token, m.language, m.confirm_attempts as attempts`;

export const NOTE_CONFIRMATION = `
  -- It was sent, or never will be, or is tried again. Whoever has asked with another address since has another token. $1 token, $2 whether
  -- the address is none, $3 seconds until the next attempt or null
  update reader_mail
     set confirm_due_at = now() + make_interval(secs => $3::float8),
         bounced_at = case when $2::boolean then now() else bounced_at end
   where confirm_token = $1::text and confirmed_at is null`;

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
    select m.site_id, m.reader_id, m.email, m.unsubscribe_token, m.language, gen_random_uuid() as new_batch
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
         o.unsubscribe_token as token, o.language, s.name as site, s.look
    from taken t
    join open o on o.site_id = t.site_id and o.reader_id = t.reader_id
    join site s on s.id = t.site_id
   group by t.site_id, t.reader_id, t.mail_batch, o.email, o.unsubscribe_token, o.language, s.name, s.look`;

export const SETTLE_MAIL = `
  -- What became of a mail. $1 site, $2 reader, $3 batch, $4 outcome, $5 notifications that were read before it was written, $6 notifications
  -- whose comments were hidden then
  update notification
     set mail = case when id = any($5::uuid[]) then 'read'
                     when id = any($6::uuid[]) then 'hidden'
                     when $4::text = 'sent' and mail_digest then 'digested'
                     else $4::text end,
         mail_at = now(), mail_due_at = null
   where site_id = $1::text and reader_id = $2::uuid and mail_batch = $3::uuid and mail_due_at is not null`;

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
