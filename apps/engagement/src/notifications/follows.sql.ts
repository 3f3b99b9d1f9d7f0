export const ADD_FOLLOW = `
  -- No row where the reader follows too much. $1 site, $2 reader, $3 page or comment, $4 whether it is a comment, $5 most
  insert into follow as known (site_id, reader_id, target_id, is_comment)
  select $1::text, $2::uuid, $3::uuid, $4::boolean
   where (select count(*) from (select from follow f where f.reader_id = $2::uuid limit $5::int) t) < $5::int
      or exists (select from follow f where f.reader_id = $2::uuid and f.target_id = $3::uuid)
  on conflict (target_id, reader_id, site_id) do update set is_comment = excluded.is_comment
  returning target_id`;

export const DELETE_FOLLOW = `
  -- $1 site, $2 reader, $3 page or comment
  delete from follow where site_id = $1::text and reader_id = $2::uuid and target_id = $3::uuid`;

export const FOLLOWS_ON_PAGE = `
  -- The page and the comments of it that a reader follows. $1 site, $2 reader, $3 page
  select f.target_id as id, f.is_comment as "isComment"
    from follow f
    left join comment c on f.is_comment and c.site_id = f.site_id and c.id = f.target_id
   where f.site_id = $1::text and f.reader_id = $2::uuid and coalesce(c.page_id, f.target_id) = $3::uuid
   order by f.target_id`;

export const LIST_FOLLOWS = `
  -- What a reader follows, by its id. $1 site, $2 reader, $3 after this id, $4 limit
  select f.target_id as id, f.is_comment as "isComment", f.created_at as since,
         jsonb_build_object('key', p.key, 'url', p.url, 'title', p.title) as page
    from follow f
    left join comment c on f.is_comment and c.site_id = f.site_id and c.id = f.target_id
    join page p on p.site_id = f.site_id and p.id = coalesce(c.page_id, f.target_id)
   where f.site_id = $1::text and f.reader_id = $2::uuid and f.target_id > $3::uuid
   order by f.target_id
   limit $4::int`;
