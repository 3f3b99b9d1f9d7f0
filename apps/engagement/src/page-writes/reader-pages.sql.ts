export const PAGES_OF_READER = `
  -- The pages that a reader wrote on or is mentioned on. $1 site, $2 reader
  select site_id as "siteId", page_id as "pageId" from comment
   where site_id = $1::text and reader_id = $2::uuid and status <> 'deleted'
  union
  select c.site_id, c.page_id
    from comment_mention m
    join comment c on c.site_id = m.site_id and c.id = m.comment_id
   where m.site_id = $1::text and m.reader_id = $2::uuid`;

export const MARK_COMMENTS_OF_READER = `
  -- What is shown beside a reader's comments has changed. The caller holds the pages.
  -- $1 site, $2 reader, $3 pages, $4 their comments versions (arrays side by side)
  update comment c set changed_version = t.version
    from unnest($3::uuid[], $4::bigint[]) as t (page_id, version)
   where c.site_id = $1::text and c.reader_id = $2::uuid and c.page_id = t.page_id and c.visible`;
