export const SECRET = `
  -- A secret of the whole installation, made by whoever needs it first. $1 name, $2 a secret to use if there is none
  insert into installation_secret (name, secret) values ($1::text, $2::bytea)
  on conflict (name) do update set secret = installation_secret.secret
  returning secret`;

export const SPEND_PROOF = `
  -- Gives a row to whoever uses the proof first. $1 hash, $2 when the proof expires
  insert into spent_proof (hash, expires_at) values ($1::bytea, $2::timestamptz)
  on conflict (hash) do nothing
  returning hash`;

export const FORGET_EXPIRED_PROOFS = `
  -- They are refused by their date now. A thousand at a time, so that no statement holds many rows.
  delete from spent_proof
   where ctid = any(array(select ctid from spent_proof where expires_at < now() limit 1000))`;
