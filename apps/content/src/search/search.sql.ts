export const SEARCH = `
  -- Parses the query once for each text search configuration in use, and looks it up in the index article_search_words. Ranks
  -- the newest matches of each configuration, a bounded number. An article is found once, in the language that matches best.
  -- $1 query, $2 candidates of each configuration, $3, $4 rank and id to continue after, or null, $5 limit,
  -- $6, $7 options of the headlines of titles and of texts
  with recursive configs as (
    (select config from article_search order by config limit 1)
    union all
    select (select s.config from article_search s where s.config > c.config order by s.config limit 1)
      from configs c
     where c.config is not null
  ), queries as materialized (
    select config, websearch_to_tsquery(config::regconfig, $1::text) as query from configs where config is not null
  ), candidates as (
    select found.article_id, found.language, q.config,
           ts_rank_cd('{0.1, 0.2, 0.4, 1}', found.words, q.query, 1)::float8 as rank
      from queries q
      cross join lateral (
        select s.article_id, s.language, s.words from article_search s
         -- The concatenation keeps the planner from the index on config, where one value may match nearly all rows.
         where s.words @@ q.query and s.config || '' = q.config
         order by s.published_at desc, s.article_id desc
         limit $2::int
      ) found
     where numnode(q.query) > 0
  ), ranked as (
    select distinct on (article_id) article_id, language, config, rank
      from candidates
     order by article_id, rank desc, language
  ), shown as (
    select article_id, language, config, rank from ranked
     where $3::float8 is null or (rank, article_id) < ($3::float8, $4::uuid)
     order by rank desc, article_id desc
     limit $5::int
  )
  select r.article_id as id, r.rank, r.language, a.slug, a.author, a.published_at as "publishedAt",
         v.position, v.original, s.title, s.body,
         ts_headline(r.config::regconfig, s.title, q.query, $6::text) as "titleHeadline",
         ts_headline(r.config::regconfig, s.body, q.query, $7::text) as "bodyHeadline"
    from shown r
    join queries q on q.config = r.config
    join article_search s on s.article_id = r.article_id and s.language = r.language
    join article a on a.id = r.article_id
    join article_version v on v.article_id = r.article_id and v.language = r.language
   order by r.rank desc, r.article_id desc`;
