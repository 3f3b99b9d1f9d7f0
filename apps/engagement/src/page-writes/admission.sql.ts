import { restrictionNow } from '../reader-restriction';
import { sessionStands } from '../sites';

export const ADMIT_READERS = `
  -- The sessions that may write now, with their readers held against being changed or erased until the transaction ends:
  -- whoever changes a reader locks the row first. Readers come before pages in the order of locks, and none is locked twice.
  -- $1 token hashes (distinct)
  select s.token_hash as "tokenHash", r.site_id as "siteId", r.id as "readerId",
         r.role <> 'guest' or site.guests as allowed, ${restrictionNow('r')}
    from unnest($1::bytea[]) as t (hash)
    join session s on s.token_hash = t.hash
    join reader r on r.site_id = s.site_id and r.id = s.reader_id
    join site on site.id = r.site_id
   where s.expires_at > now() and r.deleted_at is null
     and ${sessionStands({ session: 's', reader: 'r', site: 'site' })}
   order by r.site_id, r.id
     for share of r`;

export const ADMIT_STAFF = `
  -- The sessions of staff that hold now, a row for each site on which their owners have a role, or one without. They are held
  -- against being ended until the transaction ends. $1 sessions (distinct)
  select t.id as "sessionId", r.site_id as "siteId"
    from staff_session t
    left join staff_role r on r.staff_id = t.staff_id
   where t.id = any($1::uuid[]) and t.expires_at > now()
   order by t.id
     for share of t`;

export const ADMIT_LINKED_STAFF = `
  -- As ADMIT_STAFF, for people who follow a link that was sent to them: it is good while they have a role. $1 people (distinct)
  select s.id as "sessionId", r.site_id as "siteId"
    from staff s
    join staff_role r on r.staff_id = s.id
   where s.id = any($1::uuid[]) and s.activated_at is not null
   order by s.id
     for share of s`;

export const LOCK_READERS = `
  -- Readers whose names, roles, restrictions or existence are about to change. Waits for the writes that they have under way.
  -- $1 sites, $2 readers (arrays side by side)
  select id from reader
   where (site_id, id) in (select * from unnest($1::text[], $2::uuid[])) and deleted_at is null
   order by site_id, id
     for no key update`;
