export const ARCHIVE_MONTHS = `
  -- How many articles each month has, the latest month first. Reads the index article_latest alone.
  select to_char(date_trunc('month', published_at at time zone 'UTC'), 'YYYY-MM') as month, count(*)::int as articles
    from article
   where status = 'published'
   group by 1
   order by 1 desc`;
