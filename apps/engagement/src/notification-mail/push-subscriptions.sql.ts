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

export const READERS_OF_SUBSCRIPTION = `
  -- Whom a browser is for. Walks the index push_subscription_endpoint. $1 hash of the endpoint, $2 public key, $3 secret
  select site_id as "siteId", reader_id as id from push_subscription
   where endpoint_hash = $1::bytea and p256dh = $2::bytea and auth = $3::bytea`;

export const RENEW_SUBSCRIPTION = `
  -- Another one takes the place of a reader's, with what waits for it. $1 site, $2 reader, $3 hash of the former endpoint, $4 hash of the
  -- new one, $5 endpoint, $6 public key, $7 secret
  with former as (
    select language, created_at from push_subscription
     where site_id = $1::text and reader_id = $2::uuid and endpoint_hash = $3::bytea
       for update
  ), renewed as (
    insert into push_subscription as p (site_id, reader_id, endpoint_hash, endpoint, p256dh, auth, language, created_at)
    select $1::text, $2::uuid, $4::bytea, $5::text, $6::bytea, $7::bytea, language, created_at from former
    on conflict (reader_id, endpoint_hash, site_id) do update
       set p256dh = excluded.p256dh, auth = excluded.auth, failures = 0
  )
  update push_delivery d set endpoint_hash = $4::bytea
    from former
   where d.site_id = $1::text and d.reader_id = $2::uuid and d.endpoint_hash = $3::bytea
     and not exists (select from push_delivery o
                      where o.site_id = d.site_id and o.reader_id = d.reader_id and o.notification_id = d.notification_id
                        and o.endpoint_hash = $4::bytea)`;

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

/** Whether a reader wants to be told of a notification `n` on their devices, by the choices of `m`, which may not be there. */
const WANTED = `
  coalesce(case n.type when 'reply' then m.replies_push when 'mention' then m.mentions_push when 'comment' then m.comments_push
                       when 'decision' then m.decisions_push else m.rewards_push end,
           n.type <> 'reward')`;

export const TAKE_PUSHES = `
  -- What is due, for one process, until the lease is over. Says why one is not pushed: it is too old, the reader wants none, or there were as
  -- many before it in that hour of the clock. $1 limit, $2 lease in seconds, $3 hours, $4 most notifications in an hour
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
         p.endpoint, p.p256dh, p.auth, coalesce(m.language, p.language) as language, s.name as site, s.look,
         case when n.created_at < now() - make_interval(hours => $3::int) then 'expired'
              when not ${WANTED} then 'muted'
              when (select o.created_at >= date_trunc('hour', n.created_at)
                      from notification o
                     where o.reader_id = n.reader_id and o.site_id = n.site_id and o.id < n.id
                     order by o.id desc
                    offset $4::int - 1
                     limit 1) then 'rate' end as "notFor"
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
  -- It was sent, or never will be. That one device got it counts more than that others did not. The notification first, as where it is taken
  -- back. $1 site, $2 reader, $3 notification, $4 hash of the endpoint, $5 outcome
  with settled as (
    delete from push_delivery
     where site_id = $1::text and reader_id = $2::uuid and notification_id = $3::uuid and endpoint_hash = $4::bytea
  )
  update notification
     set pushed_at = case when $5::text = 'sent' then now() end,
         push_missed = case when $5::text = 'sent' then push_missed else $5::text end,
         push_missed_at = case when $5::text = 'sent' then push_missed_at else now() end
   where site_id = $1::text and reader_id = $2::uuid and id = $3::uuid and pushed_at is null`;

export const SETTLE_ALL_PUSHES = `
  -- All that waits for one device never will be sent there. Notifications in the order of their ids, as another device of their reader may end,
  -- too. $1 site, $2 reader, $3 hash of the endpoint, $4 outcome
  with held as (
    select id from notification
     where site_id = $1::text and reader_id = $2::uuid
       and id in (select notification_id from push_delivery
                   where site_id = $1::text and reader_id = $2::uuid and endpoint_hash = $3::bytea)
     order by id
       for no key update
  ), noted as (
    update notification n set push_missed = $4::text, push_missed_at = now()
      from held
     where n.site_id = $1::text and n.reader_id = $2::uuid and n.id = held.id and n.pushed_at is null
  )
  delete from push_delivery d
   using held
   where d.site_id = $1::text and d.reader_id = $2::uuid and d.notification_id = held.id and d.endpoint_hash = $3::bytea`;

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
