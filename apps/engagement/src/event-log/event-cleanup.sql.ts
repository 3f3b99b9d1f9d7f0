export const DELETE_EXPIRED_EVENTS = `
  -- Removes events whose time is over, and counts what each of these consumers had not handled. $1 days, $2 limit, $3 consumers
  with expired as (
    select txid, position from event
     where created_at < now() - make_interval(days => $1::int)
     order by created_at
     limit $2::int
       for update skip locked
  ), deleted as (
    delete from event e using expired x
     where e.txid = x.txid and e.position = x.position
    returning e.id, e.type, e.created_at
  ), missed as (
    select c.consumer, count(*)::int as events
      from event_cursor c
      join deleted e on (c.types is null or e.type = any (c.types)) and e.created_at >= c.since
     where c.consumer = any ($3::text[])
       and not exists (select from event_handled h where h.consumer = c.consumer and h.event_id = e.id)
     group by c.consumer
  )
  select (select count(*)::int from deleted) as removed,
         (select coalesce(jsonb_object_agg(consumer, events), '{}') from missed) as missed`;

export const DELETE_EXPIRED_RECORDS = `
  -- Removes records of what was handled whose events are gone. $1 days, $2 limit
  delete from event_handled
   where ctid = any (array(
           select ctid from event_handled
            where handled_at < now() - make_interval(days => $1::int)
            limit $2::int
              for update skip locked
         ))`;
