export const CLAIM_KEY = `
  -- Takes a key for a request. A copy of the request that is under way makes this wait until its transaction ends; a key
  -- that has expired is free again. Gives a row to whoever may go on. $1 site, $2 owner, $3 key, $4 request hash, $5 hours
  insert into idempotency (site_id, owner_id, key, request_hash)
  values ($1::text, $2::uuid, $3::text, $4::bytea)
  on conflict (site_id, owner_id, key) do update
     set request_hash = excluded.request_hash, answer = null, created_at = now()
   where idempotency.created_at < now() - make_interval(hours => $5::int)
  returning key`;

export const KEPT_ANSWER = `
  -- $1 site, $2 owner, $3 key
  select request_hash as "requestHash", answer from idempotency
   where site_id = $1::text and owner_id = $2::uuid and key = $3::text`;

export const KEEP_ANSWER = `
  -- $1 site, $2 owner, $3 key, $4 answer
  update idempotency set answer = $4::jsonb
   where site_id = $1::text and owner_id = $2::uuid and key = $3::text`;

export const FORGET_EXPIRED = `
  -- A thousand at a time, so that no statement holds many rows. $1 hours
  delete from idempotency
   where ctid = any(array(
     select ctid from idempotency where created_at < now() - make_interval(hours => $1::int) limit 1000))`;

export const FORGET_ALL_OF_OWNER = `
  -- $1 site, $2 owner
  delete from idempotency where site_id = $1::text and owner_id = $2::uuid`;

export const CLAIM_KEYS = `
  -- As CLAIM_KEY for a batch, in one order. $1 sites, $2 owners, $3 keys, $4 request hashes (arrays side by side), $5 hours
  insert into idempotency (site_id, owner_id, key, request_hash)
  select * from unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[]) as t (site_id, owner_id, key, request_hash)
   order by site_id, owner_id, key
  on conflict (site_id, owner_id, key) do update
     set request_hash = excluded.request_hash, answer = null, created_at = now()
   where idempotency.created_at < now() - make_interval(hours => $5::int)
  returning site_id as "siteId", owner_id as "ownerId", key`;

export const KEPT_ANSWERS = `
  -- $1 sites, $2 owners, $3 keys (arrays side by side)
  select i.site_id as "siteId", i.owner_id as "ownerId", i.key, i.request_hash as "requestHash", i.answer
    from unnest($1::text[], $2::uuid[], $3::text[]) as t (site_id, owner_id, key)
    join idempotency i on i.site_id = t.site_id and i.owner_id = t.owner_id and i.key = t.key`;

export const KEEP_ANSWERS = `
  -- $1 sites, $2 owners, $3 keys, $4 answers (arrays side by side)
  update idempotency i set answer = t.answer::jsonb
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as t (site_id, owner_id, key, answer)
   where i.site_id = t.site_id and i.owner_id = t.owner_id and i.key = t.key`;

export const RELEASE_KEYS = `
  -- $1 sites, $2 owners, $3 keys (arrays side by side)
  delete from idempotency i
   using unnest($1::text[], $2::uuid[], $3::text[]) as t (site_id, owner_id, key)
   where i.site_id = t.site_id and i.owner_id = t.owner_id and i.key = t.key`;
