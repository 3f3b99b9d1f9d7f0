const COLUMNS = `
  e.id, e.site_id as "siteId", e.url, e.description, e.events, e.format, e.paused_because as "pausedBecause",
  e.paused_at as "pausedAt", e.failing_since as "failingSince", e.failures,
  case when e.previous_secret_until > now() then e.previous_secret_until end as "previousSecretUntil", e.created_at as "createdAt"`;

export const CREATE_ENDPOINT = `
  -- No row where the site has too many. $1 site, $2 id, $3 url, $4 description, $5 events, $6 format, $7 secret, $8 most endpoints
  insert into webhook_endpoint as e (site_id, id, url, description, events, format, secret)
  select $1::text, $2::uuid, $3::text, $4::text, $5::text[], $6::text, $7::text
   where (select count(*) from webhook_endpoint known where known.site_id = $1::text and known.deleted_at is null) < $8::int
  returning ${COLUMNS}`;

export const ENDPOINTS_OF_SITE = `
  -- The oldest first. $1 site
  select ${COLUMNS} from webhook_endpoint e where e.site_id = $1::text and e.deleted_at is null order by e.id`;

export const ENDPOINT = `
  -- $1 site, $2 id
  select ${COLUMNS} from webhook_endpoint e where e.site_id = $1::text and e.id = $2::uuid and e.deleted_at is null`;

export const HOLD_ENDPOINT = `
  -- For a change. $1 site, $2 id
  select ${COLUMNS} from webhook_endpoint e
   where e.site_id = $1::text and e.id = $2::uuid and e.deleted_at is null
     for no key update`;

/** Whether an endpoint `e` begins anew: $3 url, $7 whether it is paused. */
const FRESH = `(e.url <> $3::text or (e.paused_because is not null and not $7::boolean))`;

export const CHANGE_ENDPOINT = `
  -- Another address, and being active again, begin without failures. $1 site, $2 id, $3 url, $4 description, $5 events, $6 format,
  -- $7 whether it is paused
  update webhook_endpoint e
     set url = $3::text, description = $4::text, events = $5::text[], format = $6::text,
         failures = case when ${FRESH} then 0 else e.failures end,
         failing_since = case when ${FRESH} then null else e.failing_since end,
         not_before = case when ${FRESH} then null else e.not_before end,
         paused_because = case when $7::boolean then coalesce(e.paused_because, 'manual') end,
         paused_at = case when $7::boolean then coalesce(e.paused_at, now()) end
   where e.site_id = $1::text and e.id = $2::uuid
  returning ${COLUMNS}`;

export const REPLACE_SECRET = `
  -- $1 site, $2 id, $3 the new secret, $4 hours in which the one before stays valid
  update webhook_endpoint e
     set secret = $3::text,
         previous_secret = case when $4::int > 0 then e.secret end,
         previous_secret_until = case when $4::int > 0 then now() + make_interval(hours => $4::int) end
   where e.site_id = $1::text and e.id = $2::uuid and e.deleted_at is null
  returning ${COLUMNS}`;

export const DELETE_ENDPOINT = `
  -- Its deliveries, which may be many, are removed later. $1 site, $2 id
  update webhook_endpoint
     set deleted_at = now(), url = '', secret = '', previous_secret = null, previous_secret_until = null
   where site_id = $1::text and id = $2::uuid and deleted_at is null
  returning id`;

export const NOTE_SUCCESS = `
  -- Writes nothing where the last attempt was none that failed. $1 site, $2 id
  update webhook_endpoint set failures = 0, failing_since = null, not_before = null
   where site_id = $1::text and id = $2::uuid and (failures > 0 or not_before is not null)`;

export const NOTE_FAILURE = `
  -- Counts a failure, and pauses an endpoint that is gone, or that has failed for days. Gives why, where it is paused by that.
  -- $1 site, $2 id, $3 whether it is gone, $4 seconds that it asks to wait or null, $5 days, $6 attempts in a row
  with before as (
    select site_id, id, failures + 1 as failures, coalesce(failing_since, now()) as failing_since, paused_because
      from webhook_endpoint
     where site_id = $1::text and id = $2::uuid and deleted_at is null
       for no key update
  ), verdict as (
    select b.*,
           case when $3::boolean then 'gone'
                when b.failures >= $6::int and b.failing_since <= now() - make_interval(days => $5::int) then 'failing'
           end as pause
      from before b
  )
  update webhook_endpoint e
     set failures = v.failures,
         failing_since = v.failing_since,
         not_before = case when $4::int is null then e.not_before else now() + make_interval(secs => $4::int) end,
         paused_because = coalesce(e.paused_because, v.pause),
         paused_at = case when v.pause is null then e.paused_at else coalesce(e.paused_at, now()) end
    from verdict v
   where e.site_id = v.site_id and e.id = v.id
  returning case when v.paused_because is null then v.pause end as pause, e.url`;

export const DELETE_EMPTY_ENDPOINTS = `
  -- Removes endpoints that were deleted and have no deliveries any more. $1 limit
  delete from webhook_endpoint
   where (id, site_id) in (
           select e.id, e.site_id from webhook_endpoint e
            where e.deleted_at is not null
              and not exists (select from webhook_delivery d where d.endpoint_id = e.id)
            limit $1::int
              for update skip locked
         )`;
