export const LATEST_ARTICLES = `
  -- Walks the index article_latest. $1, $2 published at and id to continue after, or null, $3 limit
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
  -- The same for a period. $4 its start, $5 its end, exclusive
  select id from article
   where status = 'published' and published_at >= $4::timestamptz and published_at < $5::timestamptz
     and ($1::timestamptz is null or (published_at, id) < ($1::timestamptz, $2::uuid))
   order by published_at desc, id desc
   limit $3::int`;

export const SUMMARIES = `
  -- What lists show of articles, without their texts. $1 ids
  select a.id, a.slug, a.author, a.published_at as "publishedAt", a.updated_at as "updatedAt",
         v.language, v.title, v.excerpt, v.reading_minutes as "readingMinutes",
         jsonb_path_query_first(v.images, '$[*] ? (@.path == $path)', jsonb_build_object('path', v.picture)) as picture,
         coalesce((s.counters ->> 'comments')::int, 0) as comments
    from article a
    join article_version v on v.article_id = a.id and v.position = 0
    left join engagement_snapshot s on s.site_id = a.site_id and s.page_key = a.page_key
   where a.id = any($1::uuid[])
   order by a.published_at desc, a.id desc`;

export const VERSIONS = `
  -- What an entry of a feed is made of, by its versions. $1 ids
  select a.id, a.version, s.counters_version as counters, s.comments_version as comments
    from article a
    left join engagement_snapshot s on s.site_id = a.site_id and s.page_key = a.page_key
   where a.id = any($1::uuid[])
   order by a.published_at desc, a.id desc`;

export const TOPIC_NAME = `
  -- A topic's name as its latest article spells it. $1 topic slug
  select t.name from article_topic t join article a on a.id = t.article_id
   where t.slug = $1::text and a.status = 'published'
   order by a.published_at desc, a.id desc
   limit 1`;

export const TOPICS = `
  -- The topics with the most articles. $1 limit
  select t.slug, (array_agg(t.name order by a.published_at desc))[1] as name, count(distinct a.id)::int as articles
    from article_topic t join article a on a.id = t.article_id
   where a.status = 'published'
   group by t.slug
   order by articles desc, t.slug
   limit $1::int`;

/** Articles of a topic that are looked at, the youngest first. */
const OF_ONE_TOPIC = 50;

export const NEIGHBOURS = `
  -- What the page of an article leads on to: the articles published before and after it, and those that have most of its topics, as far as
  -- they are among the youngest of a topic. Ids grow with time. $1 slug, $2 most of the same topics
  with self as (
    select id, published_at from article where slug = $1::text and status = 'published'
  ), older as (
    select 'older' as place, 0 as shared, a.id, a.published_at
      from self, lateral (select id, published_at from article
                           where status = 'published' and (published_at, id) < (self.published_at, self.id)
                           order by published_at desc, id desc
                           limit 1) a
  ), newer as (
    select 'newer' as place, 0 as shared, a.id, a.published_at
      from self, lateral (select id, published_at from article
                           where status = 'published' and (published_at, id) > (self.published_at, self.id)
                           order by published_at, id
                           limit 1) a
  ), alike as (
    select 'alike' as place, count(*)::int as shared, a.id, a.published_at
      from self
      join article_topic own on own.article_id = self.id
     cross join lateral (select article_id from article_topic t
                          where t.slug = own.slug
                          order by t.article_id desc
                          limit ${OF_ONE_TOPIC}) other
      join article a on a.id = other.article_id and a.status = 'published'
     where a.id <> self.id
     group by a.id, a.published_at
     order by shared desc, a.published_at desc, a.id desc
     limit $2::int
  )
  select n.place, a.slug, v.language, v.title
    from (select * from newer union all select * from older union all select * from alike) n
    join article a on a.id = n.id
    join article_version v on v.article_id = a.id and v.position = 0
   order by n.place, n.shared desc, n.published_at desc, n.id desc`;
