export const NEWEST_THREAD = `
  -- The thread of the newest comment. Reads one row at the end of the primary key's index.
  select site_id as "siteId", page_id as "pageId" from comment order by id desc limit 1`;
