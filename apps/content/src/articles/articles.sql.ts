export const LOCK_ARTICLE = `
  -- Two editors of one article take turns, and so do two who both make it anew. $1 slug
  select pg_advisory_xact_lock(722731, hashtext($1::text))`;

export const NEXT_VERSION = `select nextval('article_version_number') as version`;

export const LATEST_ARTICLES = `
  -- Walks the index article_latest. $1, $2 published at and id to go on after, or null, $3 limit
  select id from article
   where status = 'published' and ($1::timestamptz is null or (published_at, id) < ($1::timestamptz, $2::uuid))
   order by published_at desc, id desc
   limit $3::int`;

export const LATEST_OF_TOPIC = `
  -- The same for one topic. $4 topic slug
  select a.id from article a
   where a.status = 'published' and ($1::timestamptz is null or (a.published_at, a.id) < ($1::timestamptz, $2::uuid))
     and exists (select from article_topic t where t.slug = $4::text and t.article_id = a.id)
   order by a.published_at desc, a.id desc
   limit $3::int`;
