export const SITEMAP_PARTS = `
  -- The first article of each part. Ordered by id, so that new articles change the last part only. Walks the primary key.
  -- $1 articles in a part
  select id from (
    select id, row_number() over (order by id) as place from article where status = 'published'
  ) numbered
   where (place - 1) % $1::int = 0
   order by id`;

export const SITEMAP_STATE = `
  -- The number of articles in a part and the newest version among them. $1 its first article, $2 articles in a part
  select count(*)::int as articles, coalesce(max(version), 0) as version
    from (select version from article where status = 'published' and id >= $1::uuid order by id limit $2::int) part`;

export const SITEMAP_BATCH = `
  -- Articles of a part. $1 id to start at, $2 true to start after it, $3 limit
  select id, slug, updated_at as "updatedAt" from article
   where status = 'published' and id >= $1::uuid and (not $2::boolean or id > $1::uuid)
   order by id
   limit $3::int`;
