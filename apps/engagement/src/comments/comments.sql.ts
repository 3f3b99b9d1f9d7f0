export const COLUMNS = `
  c.site_id as "siteId", c.id, c.page_id as "pageId", c.parent_id as "parentId", c.depth, c.reader_id as "readerId",
  c.body, c.html, c.status, c.pinned, c.featured, c.score, c.reply_count as "replyCount", c.listed,
  c.created_at as "createdAt", c.edited_at as "editedAt", c.verdicts,
  r.name as "authorName", r.avatar_url as "authorAvatarUrl", r.role as "authorRole"`;

const FROM = `
  from comment c
  join reader r on r.site_id = c.site_id and r.id = c.reader_id`;

// The lists are statements of their own with and without a cursor where one plan could not serve both: a prepared
// statement keeps its plan, and walking an index from the cursor is what keeps a deep page as cheap as the first.

export const LIST_TOP = `
  -- Top-level comments, pinned first, then by score. Walks the index comment_top. $1 site, $2 page, $3 limit
  select ${COLUMNS}, c.pinned as "rankPinned", c.score as "rankScore",
         (select comments_version from page where site_id = $1::text and id = $2::uuid) as "rankVersion" ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed
   order by c.pinned desc, c.score desc, c.id desc
   limit $3::int`;

export const LIST_TOP_AFTER = `
  -- The same from a cursor, by the ranks that comments had when the list was begun: those whose rank has changed since are looked up (there
  -- are few), the others walk the index comment_top.
  -- $1 site, $2 page, $3 limit, $4..$6 the cursor's pinned, score and id, $7 the page's comments version at the beginning
  with former as materialized (
    select distinct on (comment_id) comment_id as id, pinned, score
      from comment_former_rank
     where page_id = $2::uuid and version > $7::bigint and site_id = $1::text
     order by comment_id, version
  ), unmoved as (
    select c.id, c.pinned, c.score
      from comment c
     where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed
       and (c.pinned, c.score, c.id) < ($4::boolean, $5::bigint, $6::uuid)
       -- Not a join, which could make the planner sort all comments of the page.
       and c.id <> all (array(select f.id from former f))
     order by c.pinned desc, c.score desc, c.id desc
     limit $3::int
  ), moved as (
    select f.id, f.pinned, f.score
      from former f
      join comment c on c.site_id = $1::text and c.id = f.id
     where c.page_id = $2::uuid and c.parent_id is null and c.listed
       and (f.pinned, f.score, f.id) < ($4::boolean, $5::bigint, $6::uuid)
     order by f.pinned desc, f.score desc, f.id desc
     limit $3::int
  ), ranked as (
    select * from unmoved union all select * from moved
     order by pinned desc, score desc, id desc
     limit $3::int
  )
  select ${COLUMNS}, ranked.pinned as "rankPinned", ranked.score as "rankScore", $7::bigint as "rankVersion"
    from ranked
    join comment c on c.site_id = $1::text and c.id = ranked.id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   order by ranked.pinned desc, ranked.score desc, ranked.id desc`;

export const FORGET_FORMER_RANKS = `
  -- Ranks of lists that were begun long ago. $1 minutes
  delete from comment_former_rank
   where ctid = any(array(
     select ctid from comment_former_rank where changed_at < now() - make_interval(mins => $1::int) limit 1000))`;

export const LIST_NEWEST = `
  -- Walks the index comment_time backwards. $1 site, $2 page, $3 limit, $4 id to go on after
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed and c.id < $4::uuid
   order by c.id desc
   limit $3::int`;

export const LIST_OLDEST = `
  -- Walks the index comment_time. $1 site, $2 page, $3 limit, $4 id to go on after
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed and c.id > $4::uuid
   order by c.id
   limit $3::int`;

export const LIST_REPLIES = `
  -- Direct replies of some comments, oldest first, as many of each. $1 site, $2 parents, $3 limit for each, $4 id to go on
  -- after. Walks the index comment_replies once for each parent.
  select ${COLUMNS}
    from unnest($2::uuid[]) as parent (id)
   cross join lateral (
     select * from comment
      where site_id = $1::text and parent_id = parent.id and listed and id > $4::uuid
      order by id
      limit $3::int
   ) c
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   order by c.id`;

export const HIDDEN_REPLIES = `
  -- How many replies, at all levels, are below comments from a place on. Stops counting at a limit for all of them together. Walks the
  -- index comment_replies. $1 site, $2 comments, $3 ids to go on after (arrays side by side), $4 limit
  with recursive below as (
    select parent.id as root, c.id
      from unnest($2::uuid[], $3::uuid[]) as parent (id, after)
      join comment c on c.site_id = $1::text and c.parent_id = parent.id and c.listed and c.id > parent.after
    union all
    select below.root, c.id
      from below
      join comment c on c.site_id = $1::text and c.parent_id = below.id and c.listed
  )
  select root as id, count(*)::int as count from (select root from below limit $4::int) counted group by root`;

export const FIND_COMMENT = `
  -- $1 id
  select ${COLUMNS} ${FROM} where c.id = $1::uuid`;

export const ANCESTORS = `
  -- What a comment replies to, as many as are asked for, the nearest one last. Each step is a look-up by key. $1 site, $2 id, $3 limit
  with recursive above as (
    select parent_id, 1 as step from comment where site_id = $1::text and id = $2::uuid
    union all
    select c.parent_id, above.step + 1
      from above
      join comment c on c.site_id = $1::text and c.id = above.parent_id
     where above.step < $3::int
  )
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.id in (select parent_id from above where parent_id is not null)
   order by c.depth`;

export const PIN_COMMENT = `
  -- Keeps the rank that the comment had. $1 site, $2 id, $3 pinned, $4 the page's comments version
  with former as (
    insert into comment_former_rank (site_id, page_id, version, comment_id, pinned, score)
    select site_id, page_id, $4::bigint, id, pinned, score from comment
     where site_id = $1::text and id = $2::uuid and pinned <> $3::boolean
    on conflict do nothing
  )
  update comment set pinned = $3::boolean, changed_version = $4::bigint
   where site_id = $1::text and id = $2::uuid and status = 'published'
  returning id`;

export const FEATURE_COMMENT = `
  -- Whether the page shows a comment above its thread. The page's row names the last one first, and loses those that nobody sees any more:
  -- these lose their mark, too. Gives no row where the comment is not published. The caller holds the page. $1 site, $2 page, $3 comment,
  -- $4 featured, $5 the page's comments version
  with before as (
    select id, reader_id, featured from comment
     where site_id = $1::text and id = $3::uuid and page_id = $2::uuid and status = 'published'
  ), changed as (
    update comment c set featured = $4::boolean, changed_version = $5::bigint
      from before
     where c.site_id = $1::text and c.id = before.id
  ), named as (
    select c.id, t.place, c.featured, c.page_id = p.id and c.featured and c.status = 'published' as is_shown
      from page p
     cross join lateral unnest(p.featured) with ordinality as t (id, place)
      join comment c on c.site_id = p.site_id and c.id = t.id
     where p.site_id = $1::text and p.id = $2::uuid and c.id <> $3::uuid
  ), dropped as (
    update comment c set featured = false
      from named
     where c.site_id = $1::text and c.id = named.id and named.featured and not named.is_shown
  )
  update page p
     set featured = case when $4::boolean then array[$3::uuid] else '{}' end
                    || array(select id from named where is_shown order by place)
    from before
   where p.site_id = $1::text and p.id = $2::uuid
  returning cardinality(p.featured) as count, before.reader_id as "readerId", before.featured as "wasFeatured"`;

export const FEATURED_COMMENTS = `
  -- Those of some comments that a page features, in their order. $1 site, $2 page, $3 ids
  select ${COLUMNS}
    from unnest($3::uuid[]) with ordinality as t (id, place)
    join comment c on c.site_id = $1::text and c.id = t.id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   where c.page_id = $2::uuid and c.featured and c.status = 'published'
   order by t.place`;

export const COMMENTS_TO_RENDER = `
  -- Comments that an older renderer made, hidden ones too. Walks the primary key once. $1 renderer version, $2 limit, $3 site and $4 id to go
  -- on after
  select site_id as "siteId", id, page_id as "pageId", body, html from comment
   where renderer_version < $1::int and body is not null and (id, site_id) > ($4::uuid, $3::text)
   order by id, site_id
   limit $2::int`;

export const STORE_RENDERING = `
  -- Unless the comment was edited or deleted meanwhile. $1 site, $2 id, $3 html, $4 renderer version, $5 the body that was
  -- rendered, $6 the page's comments version where the rendering differs, else null
  update comment
     set html = $3::text, renderer_version = $4::int,
         changed_version = case when listed then coalesce($6::bigint, changed_version) else changed_version end
   where site_id = $1::text and id = $2::uuid and body = $5::text`;

export const INSERT_COMMENTS = `
  -- New comments, and one reply more under each parent of those that are published. The caller holds the pages' rows.
  -- $1 sites, $2 ids, $3 pages, $4 parents or nulls, $5 depths, $6 readers, $7 bodies, $8 htmls, $9 creation times,
  -- $10 the pages' comments versions, $11 statuses, $12 verdicts as JSON or nulls (arrays side by side), $13 renderer version
  with input as (
    select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[],
                         $9::timestamptz[], $10::bigint[], $11::text[], $12::text[])
      as t (site_id, id, page_id, parent_id, depth, reader_id, body, html, created_at, version, status, verdicts)
  ), replied as (
    update comment c set reply_count = c.reply_count + more.n
      from (select site_id, parent_id, count(*)::int as n from input
             where parent_id is not null and status = 'published'
             group by 1, 2) more
     where c.site_id = more.site_id and c.id = more.parent_id
  )
  insert into comment
    (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, created_at,
     created_version, changed_version, verdicts)
  select site_id, id, page_id, parent_id, depth, reader_id, body, html, $13::int, status, created_at, version, version,
         verdicts::jsonb
    from input`;

export const STORE_FINGERPRINTS = `
  -- What later texts are compared with. $1 sites, $2 comments, $3 readers, $4 similarity hashes (arrays side by side)
  insert into comment_fingerprint (site_id, comment_id, reader_id, fingerprint)
  select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[])`;

export const HELD_OF_READER = `
  -- What a reader wrote on a page and only they can see, the newest first. Walks the index comment_held.
  -- $1 site, $2 page, $3 reader, $4 limit
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.reader_id = $3::uuid
     and c.status in ('pending', 'rejected', 'spam')
   order by c.id desc
   limit $4::int`;

export const MUTED_OF_READER = `
  -- What a muted reader wrote on a page and only they see, the newest ones, with the comments above it that no list shows: to that
  -- reader these have replies. Walks the index comment_muted. $1 site, $2 page, $3 reader, $4 limit
  with recursive muted as (
    select c.id, c.parent_id from comment c
     where c.site_id = $1::text and c.page_id = $2::uuid and c.reader_id = $3::uuid and c.status = 'muted'
     order by c.id desc
     limit $4::int
  ), shown as (
    select id, parent_id from muted
    union
    select c.id, c.parent_id
      from shown
      join comment c on c.site_id = $1::text and c.id = shown.parent_id
     where not c.listed
  )
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.id in (select id from shown) and not c.listed
   order by c.id`;

export const PARENTS_FOR_REPLIES = `
  -- Comments that may be replied to: published ones, and of muted readers their own.
  -- $1 sites, $2 pages, $3 ids, $4 readers (arrays side by side)
  select distinct c.page_id as "pageId", c.id, c.depth, c.status = 'muted' as "isMuted"
    from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[]) as t (site_id, page_id, id, reader_id)
    join comment c on c.site_id = t.site_id and c.id = t.id and c.page_id = t.page_id
   where c.status = 'published' or (c.status = 'muted' and c.reader_id = t.reader_id)`;

export const EDIT_COMMENT = `
  -- A held comment can be edited, too; nobody else sees that it changes. The text before it is kept for moderators.
  -- $1 site, $2 id, $3 body, $4 html, $5 renderer version, $6 edited at, $7 the page's comments version, $8 verdicts as JSON or null,
  -- $9 the id of the text before
  with kept as (
    insert into comment_earlier_text (site_id, id, comment_id, body, status, replaced_at)
    select site_id, $9::uuid, id, body, status, $6::timestamptz from comment
     where site_id = $1::text and id = $2::uuid and status in ('published', 'pending', 'muted') and body <> $3::text
  )
  update comment
     set body = $3::text, html = $4::text, renderer_version = $5::int, edited_at = $6::timestamptz,
         changed_version = case when listed then $7::bigint else changed_version end,
         verdicts = coalesce($8::jsonb, verdicts)
   where site_id = $1::text and id = $2::uuid and status in ('published', 'pending', 'muted')
  returning status`;

export const FORGET_EARLIER_TEXTS_OF = `
  -- What a reader who is erased had written before they edited it, or an import changed it. Walks comment_reader. $1 site, $2 reader
  with imports as (
    update import_change h set body = null, html = null
      from comment c
     where c.site_id = $1::text and c.reader_id = $2::uuid and h.comment_id = c.id and h.site_id = c.site_id
  )
  delete from comment_earlier_text t
   using comment c
   where c.site_id = $1::text and c.reader_id = $2::uuid and t.comment_id = c.id and t.site_id = c.site_id`;

export const FORGET_EARLIER_TEXTS = `
  -- Ids grow with time. $1 an id of the time before which they go, $2 limit
  delete from comment_earlier_text
   where (id, site_id) in (select id, site_id from comment_earlier_text where id < $1::uuid order by id limit $2::int)`;

export const FORGET_IMPORT_CHANGES = `
  -- What comments were before runs of imports changed them. Ids of runs grow with time. $1 an id of the time before which they go, $2 limit
  delete from import_change
   where (comment_id, run_id, site_id) in (
     select comment_id, run_id, site_id from import_change where run_id < $1::uuid order by run_id limit $2::int
   )`;

export const MARK_CHANGED = `
  -- $1 sites, $2 ids, $3 the pages' comments versions (arrays side by side)
  update comment c set changed_version = t.version
    from unnest($1::text[], $2::uuid[], $3::bigint[]) as t (site_id, id, version)
   where c.site_id = t.site_id and c.id = t.id`;

export const CHANGED_SINCE = `
  -- Comments of a page that changed after a version, in the order of their changes.
  -- $1 site, $2 one of the page's keys, $3 version, $4 limit
  select ${COLUMNS}, c.created_version > $3::bigint as "isNew", c.changed_version as "changedVersion" ${FROM}
   where c.site_id = $1::text and c.changed_version > $3::bigint
     -- Who watches saw an earlier text of it, if any; to take that away would tell its author.
     and c.status <> 'muted'
     and c.page_id = (select page_id from page_key where site_id = $1::text and key = $2::text)
   order by c.changed_version
   limit $4::int`;

export const COMMENTS_OF_READER = `
  -- What a reader wrote and nobody erased. $1 site, $2 reader
  select site_id as "siteId", page_id as "pageId", id from comment
   where site_id = $1::text and reader_id = $2::uuid and status <> 'deleted'
   order by id`;
