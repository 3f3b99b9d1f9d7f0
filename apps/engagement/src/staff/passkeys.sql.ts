export const STORE_CHALLENGE = `
  -- $1 challenge, $2 who adds a passkey, or null for signing in, $3 minutes that it is valid
  insert into staff_challenge (challenge, staff_id, expires_at)
  values ($1::bytea, $2::uuid, now() + make_interval(mins => $3::int))`;

export const USE_CHALLENGE = `
  -- Once: gives a row to the first who answers it in time. $1 challenge, $2 who adds a passkey, or null for signing in
  delete from staff_challenge
   where challenge = $1::bytea and staff_id is not distinct from $2::uuid and expires_at > now()
  returning challenge`;

export const PASSKEYS_OF = `
  -- $1 person
  select id, credential_id as "credentialId", transports, name, created_at as "createdAt", last_used_at as "lastUsedAt", synced
    from staff_passkey
   where staff_id = $1::uuid
   order by id`;

export const STORE_PASSKEY = `
  -- No row where somebody has the credential already.
  -- $1 id, $2 person, $3 credential, $4 public key, $5 counter, $6 transports, $7 whether it is synced, $8 name
  insert into staff_passkey (id, staff_id, credential_id, public_key, counter, transports, synced, name)
  values ($1::uuid, $2::uuid, $3::bytea, $4::bytea, $5::bigint, $6::text[], $7::boolean, $8::text)
  on conflict (credential_id) do nothing
  returning id, name, created_at as "createdAt", last_used_at as "lastUsedAt", synced`;

export const PASSKEY_OF_CREDENTIAL = `
  -- $1 credential
  select id, staff_id as "staffId", public_key as "publicKey", counter, transports from staff_passkey
   where credential_id = $1::bytea`;

export const USE_PASSKEY = `
  -- No row where another answer has come first that counted as far: then one of the two is from a copy. Authenticators that do not count
  -- say 0. $1 passkey, $2 counter, $3 whether it is synced
  update staff_passkey set counter = $2::bigint, synced = $3::boolean, last_used_at = now()
   where id = $1::uuid and (counter < $2::bigint or $2::bigint = 0)
  returning staff_id as "staffId"`;

export const REMOVE_PASSKEY = `
  -- $1 person, $2 passkey
  delete from staff_passkey where staff_id = $1::uuid and id = $2::uuid`;
