export const PAGES_OF_SITE = `
  -- Pages with comments. $1 site, $2 key to go on after, $3 limit
  select p.id, p.key, p.url, p.title, p.closed, coalesce(n.value, 0) as comments
    from page p
    left join counter n on n.site_id = p.site_id and n.target_id = p.id and n.metric = 'comments'
   where p.site_id = $1::text and p.key > $2::text and exists (select from comment c where c.site_id = p.site_id and c.page_id = p.id)
   order by p.key
   limit $3::int`;

export const COMMENTS_OF_PAGE = `
  -- Parents before what answers them. $1 site, $2 page
  select c.id, c.parent_id as "parentId", c.depth, r.name as author, r.id as "authorId", r.email, c.body, c.html, c.status, c.pinned,
         coalesce(n.value, 0) as likes, c.created_at as "createdAt", c.edited_at as "editedAt"
    from comment c
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
    left join counter n on n.site_id = c.site_id and n.target_id = c.id and n.metric = 'reactions.like'
   where c.site_id = $1::text and c.page_id = $2::uuid
   order by c.depth, c.id`;
