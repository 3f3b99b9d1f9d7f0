import { sessionStands } from '../sites';

export const LIST_READERS = `
  -- Readers of a site who have not left, the newest first. Walks reader_pkey backwards.
  -- $1 site, $2 a part of the name in lower case, or null, $3 limit, $4 id to go on after
  select id, name, role, created_at as "createdAt" from reader
   where site_id = $1::text and id < $4::uuid and deleted_at is null
     and ($2::text is null or strpos(lower(name), $2::text) > 0)
   order by id desc
   limit $3::int`;

export const FIND_READER = `
  -- $1 site, $2 reader
  select id, name, role, created_at as "createdAt" from reader
   where site_id = $1::text and id = $2::uuid and deleted_at is null`;

export const COMMENTS_OF_READERS = `
  -- $1 site, $2 readers
  select reader_id as id,
         count(*) filter (where status = 'published')::int as published,
         count(*) filter (where status = 'pending')::int as pending,
         count(*) filter (where status in ('rejected', 'spam', 'removed'))::int as rejected,
         count(*) filter (where status = 'muted')::int as muted
    from comment
   where site_id = $1::text and reader_id = any($2::uuid[])
   group by reader_id`;

export const SESSIONS_OF_READERS = `
  -- Sessions that a token opens now. $1 site, $2 readers
  select s.reader_id as id, count(*)::int as sessions
    from session s
    join reader r on r.site_id = s.site_id and r.id = s.reader_id
    join site on site.id = s.site_id
   where s.site_id = $1::text and s.reader_id = any($2::uuid[]) and s.expires_at > now()
     and ${sessionStands({ session: 's', reader: 'r', site: 'site' })}
   group by s.reader_id`;

export const REPORTS_OF_READERS = `
  -- How often comments of readers were reported. Walks comment_reader, then the reports of each comment. $1 site, $2 readers
  select c.reader_id as id, count(*)::int as reports
    from comment c
    join report r on r.site_id = c.site_id and r.comment_id = c.id
   where c.site_id = $1::text and c.reader_id = any($2::uuid[])
   group by c.reader_id`;

export const RESTRICTIONS_OF_READERS = `
  -- What readers are restricted to now. Walks the index reader_restriction_open. $1 site, $2 readers
  select reader_id as id, kind, until, reason, note, message, created_at as at, actor_id as by, decision_id as decision
    from reader_restriction
   where site_id = $1::text and reader_id = any($2::uuid[]) and ended_at is null and (until is null or until > now())`;
