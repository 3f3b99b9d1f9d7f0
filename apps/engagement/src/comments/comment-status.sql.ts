export const CHANGE_STATUSES = `
  -- Changes the status of comments, whatever the cause, and records it. A comment whose status does not allow it stays as it is
  -- and gives no row. The caller holds the pages.
  -- $1 sites, $2 comments, $3 statuses that they may have now (separated by spaces), $4 new statuses, $5 whether the text is
  -- erased, $6 causes, $7 actors or nulls, $8 the pages' comments versions, $9 ids of the rows of history (arrays side by side),
  -- $10 the decision, $11 its reason, $12 its note, $13 its message, $14 its ground, $15 its rule, or nulls, $16 whether no person decided,
  -- $17 texts and $18 their HTML, or nulls, for comments that have none (side by side with the first)
  with input as (
    select * from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::uuid[], $8::bigint[],
                         $9::uuid[], $17::text[], $18::text[])
      as t (site_id, id, from_statuses, to_status, erases, cause, actor_id, version, history_id, body, html)
  ), before as (
    select c.site_id, c.id, c.page_id, c.parent_id, c.reader_id, c.status, c.listed
      from input i
      join comment c on c.site_id = i.site_id and c.id = i.id
     where c.status = any(string_to_array(i.from_statuses, ' '))
  ), changed as (
    update comment c
       set status = i.to_status,
           body = case when i.erases then null else coalesce(c.body, i.body) end,
           html = case when i.erases then null else coalesce(c.html, i.html) end,
           deleted_at = case when i.to_status = 'published' then null else now() end,
           pinned = c.pinned and i.to_status = 'published',
           -- Shown again, it is featured again, unless another one has taken its place (FEATURE_COMMENT).
           featured = c.featured and not i.erases,
           -- To whoever watches the page, a comment that is shown again is new.
           created_version = case when i.to_status = 'published' then i.version else c.created_version end,
           -- A comment that nobody has seen changes for nobody.
           changed_version = case when b.listed or i.to_status = 'published' then i.version else c.changed_version end
      from input i
      join before b on b.site_id = i.site_id and b.id = i.id
     where c.site_id = i.site_id and c.id = i.id
    returning c.site_id, c.id, c.listed
  ), recorded as (
    insert into comment_status
      (site_id, id, comment_id, from_status, to_status, cause, actor_id, decision_id, reason, note, message, ground, rule,
       automated)
    select i.site_id, i.history_id, i.id, b.status, i.to_status, i.cause, i.actor_id, $10::uuid, $11::text, $12::text, $13::text,
           $14::text, $15::text, $16::boolean
      from input i
      join before b on b.site_id = i.site_id and b.id = i.id
  ), forgotten as (
    delete from comment_earlier_text t
     using input i
      join before b on b.site_id = i.site_id and b.id = i.id
     where i.erases and t.site_id = b.site_id and t.comment_id = b.id
  ), forgotten_imports as (
    -- What the source deleted can come back when its run is taken back; what was erased here cannot.
    update import_change h set body = null, html = null
      from input i
      join before b on b.site_id = i.site_id and b.id = i.id
     where i.erases and i.cause <> 'import-changed' and h.site_id = b.site_id and h.comment_id = b.id
  )
  select b.site_id as "siteId", b.id, b.page_id as "pageId", b.parent_id as "parentId", b.reader_id as "readerId", b.status as "from",
         b.listed as "wasListed", changed.listed as "isListed"
    from before b
    join changed on changed.site_id = b.site_id and changed.id = b.id`;

export const CHANGE_REPLY_COUNTS = `
  -- Direct replies that lists show, more or less of them. A tombstone is listed while it has any.
  -- $1 sites, $2 comments, $3 by how much (arrays side by side, a comment at most once)
  with change as (
    select * from unnest($1::text[], $2::uuid[], $3::int[]) as t (site_id, id, by)
  ), before as (
    select c.site_id, c.id, c.listed from change join comment c on c.site_id = change.site_id and c.id = change.id
  ), changed as (
    update comment c set reply_count = c.reply_count + change.by
      from change
     where c.site_id = change.site_id and c.id = change.id
    returning c.site_id, c.id, c.parent_id, c.listed
  )
  select changed.site_id as "siteId", changed.id, changed.parent_id as "parentId", before.listed as "wasListed",
         changed.listed as "isListed"
    from changed
    join before on before.site_id = changed.site_id and before.id = changed.id`;

export const STATUS_HISTORY = `
  -- Every change of a comment's status, the oldest first. $1 site, $2 comment
  select s.from_status as "from", s.to_status as "to", s.cause, s.actor_id as "actorId",
         coalesce(staff.name, r.name) as "actorName", s.reason, s.ground, s.rule, s.note, s.message, s.automated,
         s.created_at as "at"
    from comment_status s
    left join reader r on r.site_id = s.site_id and r.id = s.actor_id and r.deleted_at is null
    left join staff on staff.id = s.actor_id
   where s.site_id = $1::text and s.comment_id = $2::uuid
   order by s.id`;

export const LAST_DECISIONS = `
  -- What the authors of comments are told of the last change of their status. Walks comment_status_comment. $1 site, $2 comments
  select t.id as "commentId", s.reason, s.ground, s.rule, s.message, s.automated
    from unnest($2::uuid[]) as t (id)
   cross join lateral (
     select reason, ground, rule, message, automated from comment_status
      where site_id = $1::text and comment_id = t.id
      order by id desc
      limit 1
   ) s
   where s.automated or coalesce(s.reason, s.ground, s.rule, s.message) is not null`;
