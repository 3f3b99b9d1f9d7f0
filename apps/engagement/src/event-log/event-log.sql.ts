export const APPEND_EVENTS = `
  -- Records events in the transaction of what they tell of. $1 sites, $2 ids, $3 types, $4 pages or nulls, $5 subjects,
  -- $6 actors or nulls, $7 payloads (arrays side by side)
  insert into event (site_id, id, type, page_id, subject_id, actor_id, payload)
  select site_id, id, type, page_id, subject_id, actor_id, payload::jsonb
    from unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])
      with ordinality as t (site_id, id, type, page_id, subject_id, actor_id, payload, n)
   order by n`;
