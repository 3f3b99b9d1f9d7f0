export const BANNED_CLIENTS = `
  -- The clients of guests who are banned now. Walks the index banned_client_day. $1 site
  select distinct b.client
    from banned_client b
    join reader r on r.site_id = b.site_id and r.id = b.reader_id
   where b.site_id = $1::text and b.day = (now() at time zone 'utc')::date
     and r.restriction = 'ban' and (r.restricted_until is null or r.restricted_until > now())`;

export const BAN_CLIENTS = `
  -- Where a guest who is banned has come from today. $1 site, $2 reader
  insert into banned_client (site_id, client, reader_id)
  select distinct site_id, client, reader_id from session
   where site_id = $1::text and reader_id = $2::uuid and client is not null
     and created_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc'
  on conflict do nothing`;

export const BAN_CLIENT = `
  -- Where a banned guest comes from now. $1 site, $2 reader, $3 client
  insert into banned_client (site_id, client, reader_id) values ($1::text, $3::bytea, $2::uuid)
  on conflict do nothing`;

export const FORGET_BANNED_CLIENTS = `
  -- Without the salt of their day they are like nobody's. Walks the index banned_client_day.
  delete from banned_client
   where ctid = any(array(
     select ctid from banned_client where day < (now() at time zone 'utc')::date limit 1000))`;

export const FORGET_CLIENTS = `
  -- The clients of sessions from before today. Walks the index session_client.
  update session set client = null
   where ctid = any(array(
     select ctid from session
      where client is not null and created_at < date_trunc('day', now() at time zone 'utc') at time zone 'utc'
      limit 1000))`;
