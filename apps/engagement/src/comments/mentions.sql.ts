export const PEOPLE_OF_PAGE = `
  -- Who can be mentioned on a page: its authors, then who wrote what readers see of its newest comments, the last one first. Nobody who is gone,
  -- banned or muted. Walks the index comment_feed_page backwards. $1 site, $2 page, $3 how many comments, $4 the page's authors, $5 only these
  -- readers or null, $6 not this one or null, $7 how a word of the name begins, in lower case, $8 limit
  with latest as (
    select reader_id, row_number() over (order by id desc) as place
      from (select reader_id, id from comment
             where site_id = $1::text and page_id = $2::uuid and visible
             order by id desc
             limit $3::int) c
  ), people as (
    select id, min(place) as place
      from (select unnest($4::uuid[]) as id, 0 as place union all select reader_id, place from latest) listed
     group by id
  )
  select r.id, r.name, r.avatar_url as "avatarUrl", r.role
    from people
    join reader r on r.site_id = $1::text and r.id = people.id
   where r.deleted_at is null
     and ($5::uuid[] is null or r.id = any($5::uuid[]))
     and r.id is distinct from $6::uuid
     and (coalesce(r.restriction, '') not in ('ban', 'mute') or r.restricted_until <= now())
     and strpos(' ' || lower(r.name), ' ' || $7::text) > 0
   order by people.place, r.id
   limit $8::int`;

export const ADD_MENTIONS = `
  -- $1 sites, $2 comments, $3 readers (arrays side by side)
  insert into comment_mention (site_id, comment_id, reader_id)
  select t.site_id, t.comment_id, t.reader_id
    from unnest($1::text[], $2::uuid[], $3::uuid[]) as t (site_id, comment_id, reader_id)
  on conflict do nothing`;

export const DROP_MENTIONS = `
  -- Those that a comment has not any more. $1 site, $2 comment, $3 readers whom it mentions
  delete from comment_mention where site_id = $1::text and comment_id = $2::uuid and reader_id <> all($3::uuid[])`;
