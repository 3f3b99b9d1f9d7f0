export const TAKE_TURN = `
  -- Articles are changed one at a time, until the transaction ends: a slug, the aliases that lead to it and the order of
  -- announcements concern more than one article. Any constant that only we use.
  select pg_advisory_xact_lock(7227311005)`;

export const SLUG_OWNERS = `
  -- Which articles some slugs lead to, be they present or former ones. $1 slugs
  select slug, id from article where slug = any($1::text[])
  union all
  select slug, article_id from article_alias where slug = any($1::text[])`;

export const CURRENT_SLUG = `
  -- Where a published article is that once had a slug. $1 slug
  select a.slug from article_alias l join article a on a.id = l.article_id
   where l.slug = $1::text and a.status = 'published'`;

export const ANY_DUE = `
  -- Looks at one entry of the index article_due.
  select exists (select from article where status = 'scheduled' and published_at <= now()) as due`;

export const DUE_ARTICLES = `
  -- Scheduled articles whose time has come, the earliest first. Walks the index article_due. $1 limit
  select slug from article where status = 'scheduled' and published_at <= now() order by published_at limit $1::int`;

export const NEXT_VERSION = `select nextval('article_version_number') as version`;

export const ARTICLE_STATE = `
  -- What a rendered page depends on, in one look at three index entries. $1 slug
  select a.status, a.version,
         coalesce(s.counters_version, 0) as "countersVersion", coalesce(s.comments_version, 0) as "commentsVersion"
    from article a
    left join engagement_snapshot s on s.site_id = a.site_id and s.page_key = a.page_key
   where a.slug = $1::text`;

export const VERSION_POSITION = `
  -- Which version an address asks for; 0 where there is none of that name. $1 slug, $2 language or "original"
  select coalesce(min(v.position), 0) as position
    from article a join article_version v on v.article_id = a.id
   where a.slug = $1::text and (lower(v.language) = lower($2::text) or ($2::text = 'original' and v.original))`;

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

export const LATEST_OF_PERIOD = `
  -- The same for a time. $4 from, $5 the first moment after it
  select id from article
   where status = 'published' and published_at >= $4::timestamptz and published_at < $5::timestamptz
     and ($1::timestamptz is null or (published_at, id) < ($1::timestamptz, $2::uuid))
   order by published_at desc, id desc
   limit $3::int`;

export const SUMMARIES = `
  -- What a list shows of its articles, without their texts. $1 ids
  select a.id, a.slug, a.author, a.published_at as "publishedAt", a.updated_at as "updatedAt",
         v.language, v.title, v.excerpt, coalesce((s.counters ->> 'comments')::int, 0) as comments
    from article a
    join article_version v on v.article_id = a.id and v.position = 0
    left join engagement_snapshot s on s.site_id = a.site_id and s.page_key = a.page_key
   where a.id = any($1::uuid[])
   order by a.published_at desc, a.id desc`;

export const TOPIC_NAME = `
  -- What the latest article of a topic calls it. $1 topic slug
  select t.name from article_topic t join article a on a.id = t.article_id
   where t.slug = $1::text and a.status = 'published'
   order by a.published_at desc, a.id desc
   limit 1`;

export const TOPICS = `
  -- The topics of most articles. $1 limit
  select t.slug, (array_agg(t.name order by a.published_at desc))[1] as name, count(distinct a.id)::int as articles
    from article_topic t join article a on a.id = t.article_id
   where a.status = 'published'
   group by t.slug
   order by articles desc, t.slug
   limit $1::int`;
