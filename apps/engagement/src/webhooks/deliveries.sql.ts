export const ENDPOINTS_FOR = `
  -- Who wants to know of an event. Nobody is told of comments that only their author sees.
  -- $1 site, $2 types that it counts as, $3 comment or null
  select e.id, e.events
    from webhook_endpoint e
   where e.site_id = $1::text and e.deleted_at is null and e.events && $2::text[]
     and not exists (select from comment c where c.site_id = $1::text and c.id = $3::uuid and c.status = 'muted')
   order by e.id`;

export const ADD_DELIVERIES = `
  -- $1 site, $2 endpoints, $3 ids, $4 message ids, $5 types (arrays side by side), $6 page or null, $7 subject, $8 actor or null, $9 payload,
  -- $10 when it happened, $11 whether one attempt is all
  insert into webhook_delivery
         (site_id, endpoint_id, id, message_id, type, page_id, subject_id, actor_id, payload, happened_at, by_hand)
  select $1::text, t.endpoint_id, t.id, t.message_id, t.type, $6::uuid, $7::uuid, $8::uuid, $9::jsonb, $10::timestamptz, $11::boolean
    from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) as t (endpoint_id, id, message_id, type)`;

/** Whether the endpoint `e` has something that a worker should send now. */
const HAS_DUE = `
  (exists (select from webhook_delivery d where d.endpoint_id = e.id and d.by_hand and d.due_at <= now())
   or (e.paused_because is null and (e.not_before is null or e.not_before <= now())
       and exists (select from webhook_delivery d where d.endpoint_id = e.id and not d.by_hand and d.due_at <= now())))`;

export const DUE_ENDPOINTS = `
  -- Endpoints with something to send, in the order of their ids. Skips from one endpoint with open deliveries to the next by the index
  -- webhook_delivery_due, however many deliveries there are of each. $1 after this id, $2 none of these, $3 limit
  with recursive lane (endpoint_id) as (
    (select d.endpoint_id from webhook_delivery d
      where d.due_at is not null and d.endpoint_id > $1::uuid
      order by d.endpoint_id
      limit 1)
    union all
    select (select d.endpoint_id from webhook_delivery d
             where d.due_at is not null and d.endpoint_id > lane.endpoint_id
             order by d.endpoint_id
             limit 1)
      from lane
     where lane.endpoint_id is not null
  )
  select e.id, e.failures > 0 as "isFailing"
    from lane
    join webhook_endpoint e on e.id = lane.endpoint_id
   where e.deleted_at is null and e.id <> all ($2::uuid[]) and ${HAS_DUE}
   order by e.id
   limit $3::int`;

const SUBJECT_COLUMNS = `
  d.id, d.site_id as "siteId", d.endpoint_id as "endpointId", d.message_id as "messageId", d.type, d.subject_id as "subjectId",
  d.payload, d.happened_at as "happenedAt", d.failures, d.by_hand as "byHand", d.resume_at as "resumeAt", d.due_at::text as lease,
  (e.failures > 0 or e.not_before is not null) as "wasFailing", e.url, e.format, e.secret, case when e.previous_secret_until > now() then e.previous_secret end as "previousSecret",
  case when d.type like 'reward.%' then (select s.look from site s where s.id = d.site_id) end as look,
  case when p.id is not null then jsonb_build_object('key', p.key, 'url', p.url, 'title', p.title) end as page,
  case when actor.id is not null then jsonb_build_object('id', actor.id, 'name', actor.name) end as actor,
  case when c.id is not null then jsonb_build_object(
    'id', c.id, 'parentId', c.parent_id, 'status', c.status, 'body', c.body,
    'author', case when author.id is not null and c.status <> 'deleted'
                   then jsonb_build_object('id', author.id, 'name', author.name, 'role', author.role) end,
    'createdAt', to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'editedAt', to_char(c.edited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  ) end as comment`;

/** What the deliveries `d` are about, as it is now. */
const SUBJECT_JOINS = `
    join webhook_endpoint e on e.id = d.endpoint_id and e.site_id = d.site_id
    left join page p on p.site_id = d.site_id and p.id = d.page_id
    left join comment c on c.site_id = d.site_id
          and c.id = case when d.type like 'comment.%' then d.subject_id else (d.payload ->> 'commentId')::uuid end
    left join reader author on author.site_id = c.site_id and author.id = c.reader_id
    left join reader actor on actor.site_id = d.site_id and actor.id = d.actor_id and actor.deleted_at is null`;

export const TAKE_DELIVERIES = `
  -- Deliveries of one endpoint that are due, for one process, until the lease is over. An endpoint that fails gets one at a time.
  -- $1 endpoint, $2 most, $3 lease in seconds
  with endpoint as (
    select id, failures,
           paused_because is null and (not_before is null or not_before <= now()) as "isOpen"
      from webhook_endpoint
     where id = $1::uuid and deleted_at is null
  ), by_hand as (
    select endpoint_id, id, due_at from webhook_delivery
     where endpoint_id = (select id from endpoint) and by_hand and due_at <= now()
     order by due_at
     limit $2::int
       for update skip locked
  ), scheduled as (
    select endpoint_id, id, due_at from webhook_delivery
     where endpoint_id = (select id from endpoint where "isOpen") and not by_hand and due_at <= now()
     order by due_at
     limit (select case when failures > 0 then 1 else $2::int end from endpoint)
       for update skip locked
  ), due as (
    select endpoint_id, id from (select * from by_hand union all select * from scheduled) both_kinds
     order by due_at
     limit $2::int
  ), d as (
    update webhook_delivery taken
       set due_at = now() + make_interval(secs => $3::float8)
      from due
     where taken.endpoint_id = due.endpoint_id and taken.id = due.id
    returning taken.*
  )
  select ${SUBJECT_COLUMNS}
    from d
    ${SUBJECT_JOINS}`;

export const DELIVERY_SUBJECT = `
  -- One delivery and what it is about. $1 site, $2 endpoint, $3 delivery
  select d.status, d.attempts, d.due_at as "dueAt", ${SUBJECT_COLUMNS}
    from webhook_delivery d
    ${SUBJECT_JOINS}
   where d.site_id = $1::text and d.endpoint_id = $2::uuid and d.id = $3::uuid and e.deleted_at is null`;

export const SETTLE_DELIVERY = `
  -- Keeps an attempt, and what follows from it unless another worker has taken the delivery since, or somebody has asked for it again.
  -- $1 endpoint, $2 delivery, $3 lease, $4 attempt, $5 attempts kept, $6 status, $7 failures, $8 seconds until the next attempt or null,
  -- $9 another time for it or null
  update webhook_delivery
     set attempts = (select coalesce(jsonb_agg(a.attempt order by a.n), '[]')
                       from (select * from jsonb_array_elements(attempts || $4::jsonb) with ordinality as all_of (attempt, n)
                              order by n desc
                              limit $5::int) a),
         status = case when due_at = $3::timestamptz then $6::text else status end,
         failures = case when due_at = $3::timestamptz then $7::int else failures end,
         by_hand = by_hand and due_at is distinct from $3::timestamptz,
         resume_at = case when due_at = $3::timestamptz then null else resume_at end,
         due_at = case when due_at is distinct from $3::timestamptz then due_at
                       when $8::float8 is not null then now() + make_interval(secs => $8::float8)
                       else $9::timestamptz end
   where endpoint_id = $1::uuid and id = $2::uuid`;

export const RELEASE_DELIVERY = `
  -- Gives back what was not sent to its end, as the process ends. $1 endpoint, $2 delivery, $3 lease
  update webhook_delivery set due_at = now()
   where endpoint_id = $1::uuid and id = $2::uuid and due_at = $3::timestamptz`;

const LISTED = `d.id, d.type as event, d.message_id as "messageId", d.happened_at as "happenedAt", d.status, d.attempts, d.due_at as "dueAt"`;

export const LIST_DELIVERIES = `
  -- The newest first. $1 site, $2 endpoint, $3 before this id, $4 limit
  select ${LISTED} from webhook_delivery d
   where d.site_id = $1::text and d.endpoint_id = $2::uuid and d.id < $3::uuid
   order by d.id desc
   limit $4::int`;

export const LIST_DELIVERIES_OF_STATUS = `
  -- The newest first. $1 site, $2 endpoint, $3 before this id, $4 limit, $5 status
  select ${LISTED} from webhook_delivery d
   where d.site_id = $1::text and d.endpoint_id = $2::uuid and d.id < $3::uuid and d.status = $5::text
   order by d.id desc
   limit $4::int`;

export const LIST_OPEN_DELIVERIES = `
  -- As above, for one of the statuses that the index webhook_delivery_open has.
  select ${LISTED} from webhook_delivery d
   where d.site_id = $1::text and d.endpoint_id = $2::uuid and d.id < $3::uuid and d.status = $5::text and d.status <> 'delivered'
   order by d.id desc
   limit $4::int`;

/** One attempt by hand, after which the schedule goes on where it was. */
const BY_HAND = `
  resume_at = case when d.by_hand then d.resume_at when d.status = 'pending' then d.due_at end,
  by_hand = true, status = 'pending', due_at = now()`;

export const REPLAY_DELIVERY = `
  -- $1 site, $2 delivery, $3 endpoint or null for any of the site
  update webhook_delivery d
     set ${BY_HAND}
    from webhook_endpoint e
   where e.site_id = $1::text and e.deleted_at is null and ($3::uuid is null or e.id = $3::uuid)
     and d.site_id = e.site_id and d.endpoint_id = e.id and d.id = $2::uuid
  returning ${LISTED}`;

export const REPLAY_SPAN = `
  -- Deliveries that were made in a time span, the oldest first. $1 site, $2 endpoint, $3 first id, $4 before this id, $5 only those that failed,
  -- $6 limit
  with span as (
    select endpoint_id, id from webhook_delivery
     where site_id = $1::text and endpoint_id = $2::uuid and id >= $3::uuid and id < $4::uuid
       and (not $5::boolean or status = 'failed')
     order by id
     limit $6::int + 1
  ), chosen as (
    select endpoint_id, id from span order by id limit $6::int
  ), replayed as (
    update webhook_delivery d
       set ${BY_HAND}
      from chosen
     where d.endpoint_id = chosen.endpoint_id and d.id = chosen.id
    returning d.id
  )
  select (select count(*)::int from replayed) as deliveries,
         (select id from span order by id offset $6::int limit 1) as next`;

export const DELETE_EXPIRED_DELIVERIES = `
  -- Removes what is too old, and everything of endpoints that were deleted. $1 first id that stays, $2 most of one endpoint,
  -- $3 an id after all others
  delete from webhook_delivery
   where (endpoint_id, id) in (
           select d.endpoint_id, d.id
             from webhook_endpoint e
            cross join lateral (
                    select x.endpoint_id, x.id from webhook_delivery x
                     where x.endpoint_id = e.id and x.id < case when e.deleted_at is null then $1::uuid else $3::uuid end
                     order by x.id
                     limit $2::int
                  ) d
         )`;
