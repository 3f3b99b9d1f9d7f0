export const CLAIM_KEY = `
  -- Takes a key for a request. A key that has expired is free again. Gives a row to whoever may go on.
  -- $1 key, $2 request hash, $3 hours
  insert into idempotency (key, request_hash)
  values ($1::text, $2::bytea)
  on conflict (key) do update
     set request_hash = excluded.request_hash, answer = null, created_at = now()
   where idempotency.created_at < now() - make_interval(hours => $3::int)
  returning key`;

export const KEPT_ANSWER = `
  -- $1 key
  select request_hash as "requestHash", answer from idempotency where key = $1::text`;

export const KEEP_ANSWER = `
  -- $1 key, $2 answer
  update idempotency set answer = $2::json where key = $1::text`;

export const FORGET_EXPIRED = `
  -- A thousand at a time, so that no statement holds many rows. $1 hours
  delete from idempotency
   where ctid = any(array(
     select ctid from idempotency where created_at < now() - make_interval(hours => $1::int) limit 1000))`;
