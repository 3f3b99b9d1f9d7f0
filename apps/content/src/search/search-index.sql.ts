export const INDEX_VERSION = `
  -- Adds a version of a published article to the index. The title weighs more than the text.
  -- $1 article, $2 language, $3 configuration, $4 published at, $5 title, $6 text, $7, $8 both as words to index,
  -- $9 single characters
  insert into article_search (article_id, language, config, published_at, title, body, words)
  values ($1::uuid, $2::text, $3::text, $4::timestamptz, $5::text, $6::text,
          setweight(to_tsvector($3::regconfig, $7::text), 'A') || setweight(to_tsvector($3::regconfig, $8::text), 'D')
          || setweight(to_tsvector('simple', $9::text), 'D'))`;

export const REMOVE_ARTICLE = `
  -- Removes all versions of an article from the index. $1 article
  delete from article_search where article_id = $1::uuid`;

export const UNINDEXED = `
  -- Published articles that the index lacks. $1 limit
  select a.id from article a
   where a.status = 'published' and not exists (select from article_search s where s.article_id = a.id)
   order by a.id
   limit $1::int`;
