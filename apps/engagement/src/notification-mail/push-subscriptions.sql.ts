export const SUBSCRIBE = `
  -- A browser asks to be told for a reader who is not gone. $1 site, $2 reader, $3 hash of the endpoint, $4 endpoint, $5 public key, $6 secret,
  -- $7 language
  insert into push_subscription as p (site_id, reader_id, endpoint_hash, endpoint, p256dh, auth, language)
  select $1::text, id, $3::bytea, $4::text, $5::bytea, $6::bytea, $7::text
    from reader
   where site_id = $1::text and id = $2::uuid and deleted_at is null
     for share
  on conflict (reader_id, endpoint_hash, site_id) do update
     set p256dh = excluded.p256dh, auth = excluded.auth, language = excluded.language, failures = 0`;

export const FORGET_OLDEST_SUBSCRIPTIONS = `
  -- $1 site, $2 reader, $3 the hash that stays, $4 how many others stay
  delete from push_subscription
   where (reader_id, endpoint_hash, site_id) in (
           select reader_id, endpoint_hash, site_id from push_subscription
            where site_id = $1::text and reader_id = $2::uuid and endpoint_hash <> $3::bytea
            order by created_at desc, endpoint_hash
           offset $4::int
         )`;

export const UNSUBSCRIBE = `
  -- $1 site, $2 reader, $3 hash of the endpoint
  delete from push_subscription where site_id = $1::text and reader_id = $2::uuid and endpoint_hash = $3::bytea`;

export const SUBSCRIPTIONS_OF_READER = `
  -- $1 site, $2 reader
  select endpoint_hash as hash from push_subscription
   where site_id = $1::text and reader_id = $2::uuid
   order by created_at desc`;

/** Whether a reader wants to be told of a notification `n` at all, by the choices of `m`, which may not be there. */
const WANTED = `
  coalesce(case n.type when 'reply' then m.replies when 'mention' then m.mentions when 'comment' then m.comments when 'decision' then m.decisions
                       else m.rewards end,
           case n.type when 'reward' then 'off' else 'now' end) <> 'off'`;

export const TAKE_PUSHES = `
  -- What is due, for one process, until the lease is over. $1 limit, $2 lease in seconds
  with due as (
    select reader_id, notification_id, endpoint_hash, site_id from push_delivery
     where due_at <= now()
     order by due_at
     limit $1::int
       for update skip locked
  ), taken as (
    update push_delivery d
       set due_at = now() + make_interval(secs => $2::float8), attempts = d.attempts + 1
      from due
     where d.reader_id = due.reader_id and d.notification_id = due.notification_id and d.endpoint_hash = due.endpoint_hash
       and d.site_id = due.site_id
    returning d.site_id, d.reader_id, d.notification_id, d.endpoint_hash, d.attempts
  )
  select t.site_id as "siteId", t.reader_id as "readerId", t.notification_id as "notificationId", t.endpoint_hash as hash, t.attempts,
         p.endpoint, p.p256dh, p.auth, coalesce(m.language, p.language) as language, s.name as site, ${WANTED} as "isWanted"
    from taken t
    join push_subscription p on p.reader_id = t.reader_id and p.endpoint_hash = t.endpoint_hash and p.site_id = t.site_id
    join notification n on n.reader_id = t.reader_id and n.id = t.notification_id and n.site_id = t.site_id
    join site s on s.id = t.site_id
    left join reader_mail m on m.reader_id = t.reader_id and m.site_id = t.site_id`;

export const COUNT_PUSHES_ANEW = `
  -- A push service has taken one. $1 site, $2 reader, $3 hash of the endpoint
  update push_subscription set failures = 0
   where site_id = $1::text and reader_id = $2::uuid and endpoint_hash = $3::bytea and failures > 0`;

export const SETTLE_PUSH = `
  -- It was sent, or never will be. The notification first, as where it is taken back. $1 site, $2 reader, $3 notification,
  -- $4 hash of the endpoint, $5 whether it was sent
  with settled as (
    delete from push_delivery
     where site_id = $1::text and reader_id = $2::uuid and notification_id = $3::uuid and endpoint_hash = $4::bytea
  )
  update notification set pushed_at = now()
   where $5::boolean and site_id = $1::text and reader_id = $2::uuid and id = $3::uuid and pushed_at is null`;

export const RETRY_PUSH = `
  -- $1 site, $2 reader, $3 notification, $4 hash of the endpoint, $5 seconds
  update push_delivery set due_at = now() + make_interval(secs => $5::float8)
   where site_id = $1::text and reader_id = $2::uuid and notification_id = $3::uuid and endpoint_hash = $4::bytea`;

export const NOTE_PUSH_FAILURE = `
  -- A push service did not take it for good: what is left for this browser goes on until too many in a row have failed.
  -- $1 site, $2 reader, $3 hash of the endpoint
  update push_subscription set failures = failures + 1
   where site_id = $1::text and reader_id = $2::uuid and endpoint_hash = $3::bytea
  returning failures`;
