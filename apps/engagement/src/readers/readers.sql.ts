export const STAFF_NAMES = `
  -- $1 site
  select distinct name from reader where site_id = $1::text and role in ('moderator', 'staff')`;

export const FIND_READER = `
  -- A reader who is not erased. $1 site, $2 reader
  select id, role from reader where site_id = $1::text and id = $2::uuid and deleted_at is null`;

export const RENAME = `
  -- $1 site, $2 reader, $3 name
  update reader set name = $3::text where site_id = $1::text and id = $2::uuid`;

export const SUBJECT_OF_READER = `
  -- $1 site, $2 reader
  select sso_subject as sub from reader
   where site_id = $1::text and id = $2::uuid and sso_subject is not null and deleted_at is null`;

export const ERASE_READER = `
  -- Erases who a reader was, their picture, the hash of their imported address, what they were told and follow too; what they did stays counted.
  -- Gives no row the second time.
  -- $1 site, $2 reader, $3 name that is shown from now on
  with picture as (delete from avatar_picture where site_id = $1::text and reader_id = $2::uuid),
       address as (delete from imported_email where site_id = $1::text and reader_id = $2::uuid),
       told as (delete from notification where site_id = $1::text and reader_id = $2::uuid),
       followed as (delete from follow where site_id = $1::text and reader_id = $2::uuid),
       mail as (delete from reader_mail where site_id = $1::text and reader_id = $2::uuid),
       push as (delete from push_subscription where site_id = $1::text and reader_id = $2::uuid)
  update reader
     set name = $3::text, avatar_url = null, email = null, sso_subject = null, sso_issued_at = null, role = 'guest',
         deleted_at = now()
   where site_id = $1::text and id = $2::uuid and deleted_at is null
  returning id`;

export const END_SESSIONS = `
  -- $1 site, $2 reader
  delete from session where site_id = $1::text and reader_id = $2::uuid`;
