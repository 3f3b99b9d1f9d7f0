export const READER_TO_RESTRICT = `
  -- $1 site, $2 reader
  select role from reader where site_id = $1::text and id = $2::uuid and deleted_at is null`;

export const SET_RESTRICTION = `
  -- What a reader may do from now on. The caller holds the reader. $1 site, $2 reader, $3 kind, $4 until, $5 message, or nulls
  update reader
     set restriction = $3::text, restricted_until = $4::timestamptz, restriction_message = $5::text,
         was_muted = was_muted or $3::text is not distinct from 'mute'
   where site_id = $1::text and id = $2::uuid`;

export const END_RESTRICTION = `
  -- The restriction that is lifted, or that another one replaces; no row where there is none.
  -- $1 site, $2 reader, $3 the reader who lifts it, or null for the operator
  update reader_restriction set ended_at = now(), ended_by = $3::uuid
   where site_id = $1::text and reader_id = $2::uuid and ended_at is null
  returning id`;

export const STORE_RESTRICTION = `
  -- $1 site, $2 id, $3 reader, $4 kind, $5 until, $6 reason, $7 note, $8 message, $9 who imposes it, $10 decision
  insert into reader_restriction (site_id, id, reader_id, kind, until, reason, note, message, actor_id, decision_id)
  values ($1::text, $2::uuid, $3::uuid, $4::text, $5::timestamptz, $6::text, $7::text, $8::text, $9::uuid, $10::uuid)`;
