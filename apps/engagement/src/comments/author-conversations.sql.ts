import { COLUMNS } from './comments.sql';

export const LIST_WITH_AUTHORS = `
  -- Top-level comments that some readers wrote or answered below, newest first, by the newest comments of these readers: in PostgreSQL's order,
  -- each reader's walk the index comment_written, and each step up is a look-up by key. A laterally joined limit keeps both from becoming a
  -- join that reads all comments.
  -- $1 site, $2 page, $3 limit, $4 id to go on after, $5 the readers, $6 how many of their comments, $7 one of them who sees their own muted
  -- comments, too, or null
  with recursive written as (
    select c.id, c.parent_id, c.listed
      from unnest($5::uuid[]) as author (id)
     cross join lateral (
       select id, parent_id, listed from comment
        where page_id = $2::uuid and reader_id = author.id and visible and site_id = $1::text
        order by id desc
        limit $6::int
     ) c
    union all
    (select id, parent_id, listed from comment
      where page_id = $2::uuid and reader_id = $7::uuid and status = 'muted' and site_id = $1::text
      order by id desc
      limit $6::int)
  ), looked_at as (
    select * from written order by id desc limit $6::int
  ), above as (
    select * from looked_at
    union
    select c.id, c.parent_id, c.listed
      from above
     cross join lateral (
       select id, parent_id, listed from comment where site_id = $1::text and id = above.parent_id limit 1
     ) c
  ), roots as (
    select id from above
     where parent_id is null and listed and id < $4::uuid
     order by id desc
     limit $3::int
  )
  select ${COLUMNS}
    from roots
    join comment c on c.site_id = $1::text and c.id = roots.id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   order by c.id desc`;
