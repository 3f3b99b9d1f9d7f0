import { restrictionNow } from '../reader-restriction';
import { sessionStands } from '../sites';

export const READERS_OF_TOKENS = `
  -- The readers behind tokens that have not ended. $1 token hashes in hexadecimal
  select t.hash as asked, r.site_id as "siteId", r.id, r.name, r.avatar_url as "avatarUrl", r.role,
         ${restrictionNow('r')}
    from unnest($1::text[]) as t (hash)
    join session s on s.token_hash = decode(t.hash, 'hex')
    join reader r on r.site_id = s.site_id and r.id = s.reader_id
    join site on site.id = s.site_id
   where s.expires_at > now() and ${sessionStands({ session: 's', reader: 'r', site: 'site' })}`;

export const FORGET_ENDED = `
  -- Sessions that have expired, a thousand at a time. Walks the index session_expiry.
  delete from session
   where ctid = any(array(select ctid from session where expires_at < now() limit 1000))`;

export const CREATE_GUESTS = `
  -- New guests, each with a session. $1 sites, $2 readers, $3 names, $4 token hashes, $5 expiries, $6 clients or nulls (arrays side by side)
  with input as (
    select * from unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[], $5::timestamptz[], $6::bytea[])
      as t (site_id, id, name, token_hash, expires_at, client)
  ), guest as (
    insert into reader (site_id, id, name, role) select site_id, id, name, 'guest' from input
  )
  insert into session (token_hash, site_id, reader_id, expires_at, client)
  select token_hash, site_id, id, expires_at, client from input`;

export const OPEN_SESSION = `
  -- $1 token hash, $2 site, $3 reader, $4 when it expires, $5 generation of the secret that signed the reader in
  insert into session (token_hash, site_id, reader_id, expires_at, sso_generation)
  values ($1::bytea, $2::text, $3::uuid, $4::timestamptz, $5::int)`;
