export const SPEND_PROOF = `
  -- Gives a row to whoever uses the proof first. $1 hash, $2 when the proof expires
  insert into spent_proof (hash, expires_at) values ($1::bytea, $2::timestamptz)
  on conflict (hash) do nothing
  returning hash`;

export const FORGET_EXPIRED_PROOFS = `
  -- They are refused by their date now. A thousand at a time, so that no statement holds many rows.
  delete from spent_proof
   where ctid = any(array(select ctid from spent_proof where expires_at < now() limit 1000))`;
