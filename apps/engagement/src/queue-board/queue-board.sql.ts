export const PAGES_TO_ANNOUNCE = `
  -- Pages whose state is newer than what was announced, up to $1. Walks the partial index page_unannounced.
  select count(*)::int as pages
    from (select from page p
           where p.counters_version > p.announced_counters_version or p.comments_version > p.announced_comments_version
           limit $1::int) waiting`;
