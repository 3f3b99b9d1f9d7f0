export const SPAM_EVIDENCE = `
  -- In how many decided comments words were, and how many comments were decided (-1). Look-ups in the primary key.
  -- $1 site, $2 numbers of words
  select bucket, spam, ham from spam_word where site_id = $1::text and bucket = any($2::smallint[])`;

export const TEXTS_TO_LEARN = `
  -- Decided comments with their texts, and what they were learned as before, by which words.
  -- $1 site, $2 comments
  select c.id, c.body, l.is_spam as "isSpam", l.buckets
    from comment c
    left join spam_lesson l on l.site_id = c.site_id and l.comment_id = c.id
   where c.site_id = $1::text and c.id = any($2::uuid[]) and c.body is not null`;

export const LESSONS_OF_DECISION = `
  -- What a decision taught. $1 site, $2 decision
  select comment_id as id, is_spam as "isSpam", was_spam as "wasSpam", buckets from spam_lesson
   where site_id = $1::text and decision_id = $2::uuid`;

export const STORE_LESSONS = `
  -- $1 site, $2 decision, $3 comments, $4 whether they are spam, $5 numbers of words as arrays in text (arrays side by side)
  insert into spam_lesson as l (site_id, comment_id, is_spam, decision_id, buckets)
  select $1::text, id, is_spam, $2::uuid, buckets::smallint[]
    from unnest($3::uuid[], $4::boolean[], $5::text[]) as t (id, is_spam, buckets)
  on conflict (comment_id, site_id) do update
     set is_spam = excluded.is_spam, was_spam = l.is_spam, decision_id = excluded.decision_id, buckets = excluded.buckets`;

export const FORGET_LESSONS = `
  -- $1 site, $2 comments
  delete from spam_lesson where site_id = $1::text and comment_id = any($2::uuid[])`;

export const RESTORE_LESSONS = `
  -- What an earlier decision had taught counts again. $1 site, $2 decision
  update spam_lesson set is_spam = was_spam, was_spam = null
   where site_id = $1::text and decision_id = $2::uuid and was_spam is not null`;

export const PREPARE_EVIDENCE = `
  -- Rows for words that were not seen before. $1 site, $2 numbers of words
  insert into spam_word (site_id, bucket)
  select $1::text, bucket from unnest($2::smallint[]) as t (bucket) order by bucket
  on conflict (site_id, bucket) do nothing`;

export const CHANGE_EVIDENCE = `
  -- Adds to and takes from what was seen. Holds the rows in one order, so that two decisions on one site cannot deadlock.
  -- $1 site, $2 numbers of words, $3 by how much for spam, $4 for other comments
  -- (arrays side by side)
  with change as (
    select * from unnest($2::smallint[], $3::int[], $4::int[]) as t (bucket, spam, ham)
  ), held as (
    select w.bucket from spam_word w
     where w.site_id = $1::text and w.bucket = any($2::smallint[])
     order by w.bucket
       for update
  )
  update spam_word w
     set spam = greatest(0, w.spam + change.spam), ham = greatest(0, w.ham + change.ham)
    from change
    join held using (bucket)
   where w.site_id = $1::text and w.bucket = change.bucket`;
