/**
 * Cursors and the order of the log.
 *
 * `txid` is the number of the transaction that recorded an event. Transactions do not commit in the order of their numbers, so
 * an event is readable once no transaction with its number or a lower one is under way (`pg_snapshot_xmin`): nothing can be
 * added before it any more, and a reader that goes forward in the order (txid, position) skips nothing.
 */

/** Any constant that only we use: one relay at a time across processes, for as long as its transaction lasts. */
export const TAKE_TURN = `select pg_try_advisory_xact_lock(7227311014) as mine`;

export const REGISTER_CONSUMER = `
  -- Gives a new consumer its cursor, and an old one its types. A new one that starts now gets the events of every transaction
  -- that may still be under way. $1 consumer, $2 whether it starts with the oldest event, $3 types or null
  insert into event_cursor (consumer, txid, position, since, types)
  select $1::text,
         case when $2::boolean then '0' else pg_snapshot_xmin(pg_current_snapshot()) end,
         0,
         case when $2::boolean then '-infinity'
              else least(now(), (select min(a.xact_start) from pg_stat_activity a where a.datname = current_database()))
         end,
         $3::text[]
      on conflict (consumer) do update set types = excluded.types
   where event_cursor.types is distinct from excluded.types`;

export const STARTED_CONSUMERS = `
  -- $1 consumers
  select consumer from event_cursor where consumer = any ($1::text[])`;

export const CURSOR = `
  -- $1 consumer
  select txid::text, position, types, generation from event_cursor where consumer = $1::text`;

export const EVENTS_AFTER = `
  -- The next events in the order of the log, and whether the consumer has handled them already, as after it was set back.
  -- $1 consumer, $2 and $3 cursor, $4 limit
  -- Walks the primary key from the cursor and reads no more rows than it gives. explain (analyze, buffers) with 100,000 events:
  -- 10 new ones 0.1 ms, 34 buffers; 2,000 of the middle that were handled 37 ms on a busy machine, 8,040 buffers, four of
  -- them for each look into event_handled.
  select e.txid::text, e.position, e.id, e.type,
         exists (select from event_handled h where h.consumer = $1::text and h.event_id = e.id) as handled
    from event e
   where (e.txid, e.position) > ($2::text::xid8, $3::bigint)
     and e.txid < pg_snapshot_xmin(pg_current_snapshot())
   order by e.txid, e.position
   limit $4::int`;

export const ADVANCE_CURSOR = `
  -- Moves a cursor forward from where it was read; nothing where it was moved meanwhile.
  -- $1 consumer, $2 generation, $3 and $4 old place, $5 and $6 new place
  update event_cursor set txid = $5::text::xid8, position = $6::bigint
   where consumer = $1::text and generation = $2::int and txid = $3::text::xid8 and position = $4::bigint`;

/** Whether a consumer wants an event `e` and has not handled it. */
const UNHANDLED = `
  (c.types is null or e.type = any (c.types)) and e.created_at >= c.since
  and not exists (select from event_handled h where h.consumer = c.consumer and h.event_id = e.id)`;

export const REWIND_CURSOR = `
  -- Moves a cursor back to before the earliest event that was not handled, since jobs may be lost. $1 consumer or null for all
  -- Looks at each event up to that one: 1.8 s for 90,000 of them. It runs when Redis was lost or the server failed over.
  update event_cursor c
     set generation = c.generation + 1,
         (txid, position) = (
           select coalesce(first.txid, c.txid), coalesce(first.position - 1, c.position)
             from (select) always
             left join lateral (
                    select e.txid, e.position from event e
                     where (e.txid, e.position) <= (c.txid, c.position) and ${UNHANDLED}
                     order by e.txid, e.position
                     limit 1
                  ) first on true
         )
   where $1::text is null or c.consumer = $1::text`;

/** Whether the log's transaction numbers are another cluster's, whether the server's history has branched, and who says so. */
const RESTORED = `(
  k.system_identifier <> s.system_identifier
  or exists (select from event where txid >= pg_snapshot_xmax(pg_current_snapshot()))
  or exists (select from event_cursor where txid > pg_snapshot_xmax(pg_current_snapshot())))`;
const BRANCHED = `k.timeline <> p.timeline_id`;
const CLUSTER = `event_log_cluster k, pg_control_system() s, pg_control_checkpoint() p`;

export const CLUSTER_CHANGES = `
  -- Whether the log's transaction numbers are another cluster's (restored), and whether the server's history has branched
  -- (failed over, or recovered to a point in time), after which the queue may know of more or less than the database.
  -- A number that this cluster has not given yet cannot be its own.
  select ${RESTORED} as restored, ${BRANCHED} as branched from ${CLUSTER}`;

export const ANYTHING_TO_DO = `
  -- For a relay at rest, in place of a turn: as CLUSTER_CHANGES, or an event behind the cursor of one of the consumers, be it
  -- readable or not yet. Looks at one entry of the log for each. $1 consumers
  select ${RESTORED} or ${BRANCHED}
         or exists (select from event_cursor c
                     where c.consumer = any ($1::text[])
                       and exists (select from event e where (e.txid, e.position) > (c.txid, c.position))) as something
    from ${CLUSTER}`;

export const RENUMBER_EVENTS = `
  -- Puts every event before all transactions of this cluster, in the order in which they were inserted.
  update event set txid = '0' where txid > '0'`;

export const RENUMBER_CURSORS = `
  -- Moves every cursor to before the earliest event that was not handled, or behind the last one, among renumbered events.
  update event_cursor c
     set txid = '0',
         position = coalesce((select min(e.position) - 1 from event e where e.txid = '0' and ${UNHANDLED}),
                             (select max(e.position) from event e where e.txid = '0'), 0),
         generation = generation + 1`;

export const STORE_CLUSTER = `
  update event_log_cluster
     set system_identifier = s.system_identifier, timeline = p.timeline_id
    from pg_control_system() s, pg_control_checkpoint() p`;

export const CONSUMER_LAG = `
  -- Seconds since the oldest event that a consumer's queue was not given yet; 0 where there is none. $1 consumers
  select c.consumer, coalesce(extract(epoch from now() - first.created_at), 0)::float8 as seconds
    from event_cursor c
    left join lateral (
           select e.created_at from event e
            where (e.txid, e.position) > (c.txid, c.position)
            order by e.txid, e.position
            limit 1
         ) first on true
   where c.consumer = any ($1::text[])`;

export const CONSUMER_POSITIONS = `
  -- Every consumer, for people. Looks at all events that it wants.
  select c.consumer, c.txid::text, c.position, c.types, u.unread, u.unhandled,
         first.id as "oldestUnhandledId", first.created_at as "oldestUnhandledAt"
    from event_cursor c
   cross join lateral (
           select count(*)::int as unhandled,
                  count(*) filter (where (e.txid, e.position) > (c.txid, c.position))::int as unread
             from event e
            where ${UNHANDLED}
         ) u
    left join lateral (
           select e.id, e.created_at from event e where ${UNHANDLED} order by e.txid, e.position limit 1
         ) first on true
   order by c.consumer`;

export const LOCK_CURSOR = `
  -- $1 consumer
  select from event_cursor where consumer = $1::text for update`;

export const PLACE_OF_EVENT = `
  -- $1 event
  select txid::text, position from event where id = $1::uuid`;

export const PLACE_OF_TIME = `
  -- The first event in the log of the time or later. $1 time
  select txid::text, position from event where created_at >= $1::timestamptz order by txid, position limit 1`;

export const FORGET_HANDLED = `
  -- $1 consumer, $2 and $3 the place of the first event to be forgotten
  delete from event_handled h
   using event e
   where h.consumer = $1::text and h.event_id = e.id and (e.txid, e.position) >= ($2::text::xid8, $3::bigint)`;

export const MOVE_CURSOR_BACK = `
  -- Sets a consumer back to before a place, if it is not there yet. $1 consumer, $2 and $3 the place
  with again as (
    select min(e.created_at) as since,
           count(*) filter (where c.types is null or e.type = any (c.types))::int as events
      from event_cursor c
      join event e on (e.txid, e.position) >= ($2::text::xid8, $3::bigint)
     where c.consumer = $1::text
  )
  update event_cursor c
     set txid = case when ($2::text::xid8, $3::bigint) <= (c.txid, c.position) then $2::text::xid8 else c.txid end,
         position = case when ($2::text::xid8, $3::bigint) <= (c.txid, c.position) then $3::bigint - 1 else c.position end,
         since = least(c.since, again.since),
         generation = c.generation + 1
    from again
   where c.consumer = $1::text
  returning again.events`;
