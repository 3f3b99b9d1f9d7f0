const PERSON = `
  select s.id, s.email, s.name, s.created_at as "createdAt", s.activated_at as "activatedAt"
    from staff s`;

export const STAFF_BY_EMAIL = `
  -- Held against being changed by others. $1 email
  ${PERSON} where s.email = $1::text for update of s`;

export const STAFF_BY_ID = `
  -- Held against being changed by others. $1 id
  ${PERSON} where s.id = $1::uuid for update of s`;

export const LIST_STAFF = `
  -- People with a role on one of some sites, and those with none where all sites are meant, by their address.
  -- $1 sites, or null for all
  select s.id, s.email, s.name, s.created_at as "createdAt", s.activated_at as "activatedAt",
         coalesce(r.roles, '[]') as roles, t.last_used_at as "lastSeenAt", coalesce(k.n, 0) as passkeys
    from staff s
    left join (
      select staff_id, json_agg(json_build_object('site', site_id, 'role', role) order by site_id) as roles
        from staff_role
       where $1::text[] is null or site_id = any($1::text[])
       group by 1
    ) r on r.staff_id = s.id
    left join (select staff_id, max(last_used_at) as last_used_at from staff_session group by 1) t on t.staff_id = s.id
    left join (select staff_id, count(*)::int as n from staff_passkey group by 1) k on k.staff_id = s.id
   where $1::text[] is null or r.roles is not null
   order by s.email`;

export const ACTIVITY_OF = `
  -- $1 person
  select (select max(last_used_at) from staff_session where staff_id = $1::uuid) as "lastSeenAt",
         (select count(*)::int from staff_passkey where staff_id = $1::uuid) as passkeys`;

export const ADD_STAFF = `
  -- A person whom nobody has invited before; whoever is first wins. $1 id, $2 email, $3 name
  insert into staff (id, email, name) values ($1::uuid, $2::text, $3::text)
  on conflict (email) do nothing`;

export const RENAME_STAFF = `
  -- $1 id, $2 name
  update staff set name = $2::text where id = $1::uuid`;

export const REMOVE_STAFF = `
  -- With roles, sessions, passkeys and invitation. $1 id
  delete from staff where id = $1::uuid`;

export const ACTIVATE_STAFF = `
  -- The person can sign in. $1 id, $2 name or null to keep it
  update staff set activated_at = coalesce(activated_at, now()), name = coalesce($2::text, name) where id = $1::uuid`;

export const ROLES_OF = `
  -- $1 person
  select site_id as site, role from staff_role where staff_id = $1::uuid order by site_id`;

export const ADD_ROLES = `
  -- $1 person, $2 sites, $3 roles (side by side)
  insert into staff_role (staff_id, site_id, role)
  select $1::uuid, site_id, role from unnest($2::text[], $3::text[]) as t (site_id, role)
  on conflict (staff_id, site_id) do update set role = excluded.role`;

export const REMOVE_ROLES = `
  -- $1 person, $2 sites
  delete from staff_role where staff_id = $1::uuid and site_id = any($2::text[])`;

export const LOCK_SITES = `
  -- Changes of the staff of a site are made one after the other. Readers and pages do not wait for this. $1 sites
  select id from site where id = any($1::text[]) order by id for no key update`;

export const SITES_WITH_OTHER_ADMINS = `
  -- Of some sites those that another person administers. $1 sites, $2 person
  select distinct site_id as site from staff_role
   where site_id = any($1::text[]) and staff_id <> $2::uuid and role = 'admin'`;

export const ADMINISTERED_SITES = `
  -- What a member of staff administers, while the session holds; no row where it has ended. $1 session
  select coalesce(array_agg(r.site_id) filter (where r.site_id is not null), '{}') as sites
    from staff_session t
    left join staff_role r on r.staff_id = t.staff_id and r.role = 'admin'
   where t.id = $1::uuid and t.expires_at > now()
   group by t.id`;

export const SITE_NAMES = `
  -- $1 sites, or null for all
  select id, name from site where $1::text[] is null or id = any($1::text[]) order by id`;

export const STORE_INVITATION = `
  -- Voids the one before. $1 person, $2 token hash, $3 when it expires
  insert into staff_invitation (staff_id, token_hash, expires_at) values ($1::uuid, $2::bytea, $3::timestamptz)
  on conflict (staff_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`;

export const VOID_INVITATION = `
  -- $1 person
  delete from staff_invitation where staff_id = $1::uuid`;

export const READ_INVITATION = `
  -- $1 token hash
  select s.email, s.name, i.expires_at as "expiresAt",
         coalesce((select json_agg(json_build_object('site', site_id, 'role', role) order by site_id)
                     from staff_role where staff_id = s.id), '[]') as roles
    from staff_invitation i
    join staff s on s.id = i.staff_id
   where i.token_hash = $1::bytea and i.expires_at > now()`;

export const USE_INVITATION = `
  -- Once: of those who come at the same time the first gets a row. $1 token hash
  delete from staff_invitation where token_hash = $1::bytea and expires_at > now()
  returning staff_id as "staffId"`;

export const FORGET_EXPIRED = `
  -- Sessions, invitations and challenges that have expired. There are few of them.
  with sessions as (
    delete from staff_session where expires_at < now()
  ), invitations as (
    delete from staff_invitation where expires_at < now()
  )
  delete from staff_challenge where expires_at < now()`;
