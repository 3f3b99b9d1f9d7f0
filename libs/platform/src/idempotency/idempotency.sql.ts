// Both services have the table `idempotency (site_id, owner_id, key, request_hash, answer, created_at)`. Answers are json, not
// jsonb: a repeated request gets the bytes of the first answer.

export const CLAIM_KEY = `
  -- Takes a key for a request. While another transaction holds the key, this waits for it to end; a key that has expired is
  -- free again. Returns a row if the caller may go on. $1 site, $2 owner, $3 key, $4 request hash, $5 hours that keys are valid
  insert into idempotency (site_id, owner_id, key, request_hash)
  values ($1::text, $2::uuid, $3::text, $4::bytea)
  on conflict (site_id, owner_id, key) do update
     set request_hash = excluded.request_hash, answer = null, created_at = now()
   where idempotency.created_at < now() - make_interval(hours => $5::int)
  returning key`;

export const STORED_ANSWER = `
  -- The answer that a key has, and to which request. $1 site, $2 owner, $3 key
  select request_hash as "requestHash", answer from idempotency
   where site_id = $1::text and owner_id = $2::uuid and key = $3::text`;

export const KEPT_ANSWER = `
  -- The answer that a key has already, where it is still valid. $1 site, $2 owner, $3 key, $4 hours that keys are valid
  select request_hash as "requestHash", answer from idempotency
   where site_id = $1::text and owner_id = $2::uuid and key = $3::text and answer is not null
     and created_at >= now() - make_interval(hours => $4::int)`;

export const STORE_ANSWER = `
  -- Stores the answer of a key that the transaction claimed. $1 site, $2 owner, $3 key, $4 answer
  update idempotency set answer = $4::json
   where site_id = $1::text and owner_id = $2::uuid and key = $3::text`;

export const DELETE_EXPIRED = `
  -- At most 1,000 rows, so that no statement locks many. Walks idempotency_age. $1 hours that keys are valid
  delete from idempotency
   where ctid = any(array(
     select ctid from idempotency where created_at < now() - make_interval(hours => $1::int) limit 1000))`;

export const DELETE_OF_OWNER = `
  -- All keys of one owner. $1 site, $2 owner
  delete from idempotency where site_id = $1::text and owner_id = $2::uuid`;

export const CLAIM_KEYS = `
  -- As CLAIM_KEY for a batch, in one order, so that two batches cannot deadlock.
  -- $1 sites, $2 owners, $3 keys, $4 request hashes (parallel arrays), $5 hours that keys are valid
  insert into idempotency (site_id, owner_id, key, request_hash)
  select * from unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[]) as t (site_id, owner_id, key, request_hash)
   order by site_id, owner_id, key
  on conflict (site_id, owner_id, key) do update
     set request_hash = excluded.request_hash, answer = null, created_at = now()
   where idempotency.created_at < now() - make_interval(hours => $5::int)
  returning site_id as "siteId", owner_id as "ownerId", key`;

export const STORED_ANSWERS = `
  -- As STORED_ANSWER for a batch. $1 sites, $2 owners, $3 keys (parallel arrays)
  select i.site_id as "siteId", i.owner_id as "ownerId", i.key, i.request_hash as "requestHash", i.answer
    from unnest($1::text[], $2::uuid[], $3::text[]) as t (site_id, owner_id, key)
    join idempotency i on i.site_id = t.site_id and i.owner_id = t.owner_id and i.key = t.key`;

export const STORE_ANSWERS = `
  -- As STORE_ANSWER for a batch. $1 sites, $2 owners, $3 keys, $4 answers (parallel arrays)
  update idempotency i set answer = t.answer::json
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as t (site_id, owner_id, key, answer)
   where i.site_id = t.site_id and i.owner_id = t.owner_id and i.key = t.key`;

export const RELEASE_KEYS = `
  -- Makes the keys of rejected commands free again. $1 sites, $2 owners, $3 keys (parallel arrays)
  delete from idempotency i
   using unnest($1::text[], $2::uuid[], $3::text[]) as t (site_id, owner_id, key)
   where i.site_id = t.site_id and i.owner_id = t.owner_id and i.key = t.key`;
