export const STAFF_OF_TOKEN = `
  -- Who has a token that has not ended, with the roles of now. Notes the use, at most once a minute. $1 token hash
  with used as (
    update staff_session set last_used_at = now()
     where token_hash = $1::bytea and expires_at > now() and last_used_at < now() - interval '1 minute'
  )
  select s.id, s.name, t.id as "sessionId", t.kind,
         coalesce((select json_agg(json_build_object('site', r.site_id, 'role', r.role) order by r.site_id)
                     from staff_role r where r.staff_id = s.id), '[]') as roles
    from staff_session t
    join staff s on s.id = t.staff_id
   where t.token_hash = $1::bytea and t.expires_at > now()`;

export const OPEN_STAFF_SESSION = `
  -- $1 id, $2 person, $3 token hash, $4 kind, $5 name or null, $6 when it expires
  insert into staff_session (id, staff_id, token_hash, kind, name, expires_at)
  values ($1::uuid, $2::uuid, $3::bytea, $4::text, $5::text, $6::timestamptz)`;

export const SESSIONS_OF_STAFF = `
  -- Where a person is signed in, the newest first. $1 person
  select id, kind, name, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt"
    from staff_session
   where staff_id = $1::uuid and expires_at > now()
   order by id desc
   limit 100`;

export const END_STAFF_SESSION = `
  -- $1 person, $2 session
  delete from staff_session where staff_id = $1::uuid and id = $2::uuid`;

export const END_ALL_OF_STAFF = `
  -- Everything that a person could sign in with. $1 person
  with sessions as (
    delete from staff_session where staff_id = $1::uuid
  )
  delete from staff_passkey where staff_id = $1::uuid`;
