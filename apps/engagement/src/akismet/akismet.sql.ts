export const AKISMET_PLACE = `
  -- What a question needs beside the text. $1 site, $2 one of the page's keys or null
  select s.moderation_secrets ->> 'akismet' as key, p.url
    from site s
    left join page_key k on k.site_id = s.id and k.key = $2::text
    left join page p on p.site_id = k.site_id and p.id = k.page_id
   where s.id = $1::text`;

export const NOTE_CORRECTIONS = `
  -- What a decision says of comments, where Akismet has said otherwise or was last told so. One that has not been sent is taken back by its
  -- opposite. Nothing where the site does not use Akismet. $1 site, $2 comments, $3 whether they are spam, $4 decision, $5 minutes to wait
  insert into akismet_correction as a (site_id, comment_id, is_spam, decision_id, due_at)
  select c.site_id, c.id, $3::boolean, $4::uuid, now() + make_interval(mins => $5::int)
    from comment c
    join site s on s.id = c.site_id and jsonb_typeof(s.moderation -> 'akismet') = 'object'
   where c.site_id = $1::text and c.id = any($2::uuid[])
     and (exists (select from akismet_correction known where known.comment_id = c.id and known.site_id = c.site_id)
          or $3::boolean <> (coalesce(c.verdicts, '[]') @> '[{ "step": "akismet", "failed": false }]'))
   order by c.id
  on conflict (comment_id, site_id) do update
     set is_spam = excluded.is_spam,
         decision_id = excluded.decision_id,
         due_at = case when a.due_at is null or a.attempts > 0 then excluded.due_at end,
         attempts = 0
   where a.is_spam <> excluded.is_spam`;

export const UNDO_CORRECTIONS = `
  -- A decision was undone: what it would have said is not sent, or taken back. $1 site, $2 decision, $3 minutes to wait
  update akismet_correction
     set is_spam = not is_spam,
         decision_id = null,
         due_at = case when due_at is null or attempts > 0 then now() + make_interval(mins => $3::int) end,
         attempts = 0
   where site_id = $1::text and decision_id = $2::uuid`;

export const TAKE_CORRECTIONS = `
  -- Corrections that are due, for one process, until they would be due again. Walks the index akismet_correction_due. $1 most
  with due as (
    select site_id, comment_id from akismet_correction
     where due_at <= now()
     order by due_at
     limit $1::int
       for update skip locked
  ), taken as (
    update akismet_correction a
       set attempts = a.attempts + 1, due_at = now() + make_interval(mins => (2 ^ least(a.attempts + 1, 8))::int)
      from due
     where a.comment_id = due.comment_id and a.site_id = due.site_id
    returning a.site_id, a.comment_id, a.is_spam, a.attempts
  )
  select t.site_id as "siteId", t.comment_id as id, t.is_spam as "isSpam", t.attempts, c.body, c.parent_id is not null as "isReply",
         c.created_at as "createdAt", r.id as "readerId", r.name as "readerName", p.url,
         s.moderation_secrets ->> 'akismet' as key, s.moderation -> 'akismet' ->> 'blog' as blog
    from taken t
    join site s on s.id = t.site_id
    join comment c on c.site_id = t.site_id and c.id = t.comment_id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
    join page p on p.site_id = c.site_id and p.id = c.page_id`;

export const MARK_SENT = `
  -- Unless a moderator has decided otherwise since. $1 site, $2 comment, $3 what was said
  update akismet_correction set due_at = null, attempts = 0
   where site_id = $1::text and comment_id = $2::uuid and is_spam = $3::boolean`;

export const FORGET_CORRECTION = `
  -- $1 site, $2 comment
  delete from akismet_correction where site_id = $1::text and comment_id = $2::uuid`;
