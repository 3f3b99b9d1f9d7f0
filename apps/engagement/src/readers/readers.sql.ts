export const STAFF_NAMES = `
  -- $1 site
  select distinct name from reader where site_id = $1::text and role = 'staff'`;

export const RENAME = `
  -- $1 site, $2 reader, $3 name
  update reader set name = $3::text where site_id = $1::text and id = $2::uuid`;

export const SHOW_CHANGED_READER = `
  -- Everything that shows a reader beside what they wrote has changed: their comments and the pages of these get a new
  -- version, the pages locked in the order of all writers. $1 site, $2 reader
  with locked as (
    select p.site_id, p.id, p.comments_version from page p
     where p.site_id = $1::text
       and p.id in (select page_id from comment where site_id = $1::text and reader_id = $2::uuid and status = 'published')
     order by p.id
       for update
  ), marked as (
    update comment c set changed_version = l.comments_version + 1
      from locked l
     where c.site_id = l.site_id and c.page_id = l.id and c.reader_id = $2::uuid and c.status = 'published'
  )
  update page p set comments_version = l.comments_version + 1
    from locked l
   where p.site_id = l.site_id and p.id = l.id
  returning p.id`;

export const ERASE_READER = `
  -- What says who a reader was goes; what they did stays counted, by nobody in particular. Gives no row the second time.
  -- $1 site, $2 reader, $3 name that is shown from now on
  update reader
     set name = $3::text, avatar_url = null, email = null, sso_subject = null, sso_issued_at = null, role = 'guest',
         deleted_at = now()
   where site_id = $1::text and id = $2::uuid and deleted_at is null
  returning id`;

export const END_SESSIONS = `
  -- $1 site, $2 reader
  delete from session where site_id = $1::text and reader_id = $2::uuid`;
