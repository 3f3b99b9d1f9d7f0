export const ARCHIVE_MONTHS = `
  -- The number of articles of each month, the latest month first. An index-only scan of article_latest.
  -- $1 time zone
  select to_char(date_trunc('month', published_at at time zone $1::text), 'YYYY-MM') as month, count(*)::int as articles
    from article
   where status = 'published'
   group by 1
   order by 1 desc`;
