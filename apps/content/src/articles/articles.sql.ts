export const LOCK_ARTICLES = `
  -- Serializes the changes of articles until the transaction ends: a slug, the aliases that lead to it and the order of
  -- announcements concern more than one article. The number is arbitrary; nothing else uses it.
  select pg_advisory_xact_lock(7227311005)`;

export const NEXT_DUE = `
  -- How long it is until the time of the next scheduled article comes. Looks at one entry of the index article_due.
  select extract(epoch from published_at - now())::float8 * 1000 as "afterMs"
    from article where status = 'scheduled' order by published_at limit 1`;

export const DUE_ARTICLES = `
  -- Scheduled articles whose time has come, the earliest first. Walks the index article_due. $1 limit
  select id from article where status = 'scheduled' and published_at <= now() order by published_at limit $1::int`;

export const NEXT_VERSION = `select nextval('article_version_number') as version`;

export const ANY_RENDERED_BEFORE = `
  -- Reads the versions, of which there are a few for each article, once an hour. $1 renderer version
  select exists (select from article_version where renderer_version < $1::int) as outdated`;

export const RENDERED_BEFORE = `
  -- Articles with a version that an older renderer made. $1 renderer version, $2 limit
  select distinct article_id as id from article_version where renderer_version < $1::int order by 1 limit $2::int`;

export const STORE_RENDERING = `
  -- $1 article, $2 position, $3 html, $4 excerpt, $5 minutes of reading, $6 path of its picture, $7 renderer version
  update article_version
     set html = $3::text, excerpt = $4::text, reading_minutes = $5::int, picture = $6::text, renderer_version = $7::int
   where article_id = $1::uuid and position = $2::int`;

export const RAISE_VERSION = `
  -- The article reads differently, and is as old as it was. $1 article, $2 version
  update article set version = $2::bigint where id = $1::uuid`;

export const OTHER_SITE = `
  -- A site other than the given one that articles belong to. Reads the table once, when the service starts. $1 site
  select site_id as site from article where site_id <> $1::text limit 1`;

export const ARTICLES_OF_SITE = `
  -- Articles of a site, the oldest first. $1 site, $2 limit
  select id from article where site_id = $1::text order by id limit $2::int`;
