export const LATEST_ON_PAGES = `
  -- When readers last posted on pages, those who did since some moment. Walks the index comment_reader backwards, no further than that.
  -- $1 sites, $2 pages, $3 readers, $4 ids from which on comments are young enough, $5 moments (arrays side by side)
  select t.page_id as "pageId", t.reader_id as "readerId", max(c.created_at) as at
    from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) as t (site_id, page_id, reader_id, from_id, since)
    join comment c on c.reader_id = t.reader_id and c.id > t.from_id
                  and c.site_id = t.site_id and c.page_id = t.page_id and c.created_at > t.since
   group by 1, 2`;
