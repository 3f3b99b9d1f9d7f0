export const LATEST_RESTORE = `
  -- The last time that this database was put back to an earlier moment
  select id from restored_backup order by restored_at desc limit 1`;

export const STORE_RESTORE = `
  -- $1 the moment that the database was put back to
  insert into restored_backup (taken_at) values ($1::timestamptz)`;

export const OVERTAKE_ALL = `
  -- Raises the versions of all pages above those that can have been announced between the moment and now, and has all of them announced.
  -- $1 the moment, $2 versions that a page can have gained at any time, $3 and in a second
  with jump as (
    select $2::bigint + $3::bigint * ceil(greatest(extract(epoch from clock_timestamp() - $1::timestamptz), 0))::bigint as versions
  ), moved as (
    update page
       set counters_version = counters_version + jump.versions, comments_version = comments_version + jump.versions,
           announced_counters_version = 0, announced_comments_version = 0
      from jump
     where counters_version > 0 or comments_version > 0
    returning page.id
  )
  select versions, (select count(*)::int from moved) as pages from jump`;
