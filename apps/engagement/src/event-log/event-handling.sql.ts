export const LIMIT_TRANSACTION = `
  -- Ends a statement that runs for longer, and the connection of a transaction that does nothing for longer. $1 milliseconds
  select set_config('statement_timeout', $1::text, true),
         set_config('idle_in_transaction_session_timeout', $1::text, true)`;

export const CLAIM_EVENTS = `
  -- Records that a consumer handles these events, and gives those that it has not handled before. Another transaction that is
  -- handling one of them is waited for. An event that is not at its place any more (expired, its site deleted, or renumbered
  -- after a restore, when it is handed over again) is left alone.
  -- $1 consumer, $2 transaction numbers, $3 positions, $4 ids (arrays side by side)
  with found as (
    select e.*
      from unnest($2::text[], $3::bigint[], $4::uuid[]) as j (txid, position, id)
      join event e on e.txid = j.txid::xid8 and e.position = j.position and e.id = j.id
  ), claimed as (
    insert into event_handled (consumer, event_id)
    select $1::text, id from found order by id
        on conflict do nothing
    returning event_id
  )
  select f.id, f.type, f.site_id as "siteId", f.page_id as "pageId", f.subject_id as "subjectId", f.actor_id as "actorId",
         f.payload, f.created_at as "createdAt"
    from found f
    join claimed c on c.event_id = f.id
   order by f.txid, f.position`;
