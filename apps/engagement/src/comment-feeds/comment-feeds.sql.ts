const ENTRIES = `
  select c.id, c.parent_id as "parentId", c.body, c.html, c.created_at as "createdAt", c.edited_at as "editedAt",
         p.key as "pageKey", p.url as "pageUrl", p.title as "pageTitle",
         jsonb_build_object('id', r.id, 'name', r.name, 'avatarUrl', r.avatar_url, 'role', r.role) as author
    from comment c
    join page p on p.site_id = c.site_id and p.id = c.page_id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id`;

export const FEED_OF_PAGE = `
  -- The latest comments of a page that readers can see, replies among them. Walks the index comment_feed_page backwards. $1 site, $2 page, $3 limit
  ${ENTRIES}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.visible
   order by c.id desc
   limit $3::int`;

export const FEED_OF_SITE = `
  -- The same of a site, without those of articles that are not published any more. Walks the index comment_feed_site backwards. $1 site, $2 limit
  ${ENTRIES}
   where c.site_id = $1::text and c.visible and not p.article_unpublished
   order by c.id desc
   limit $2::int`;
