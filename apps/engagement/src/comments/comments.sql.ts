const COLUMNS = `
  c.site_id as "siteId", c.id, c.page_id as "pageId", c.parent_id as "parentId", c.depth, c.reader_id as "readerId",
  c.body, c.html, c.status, c.pinned, c.score, c.reply_count as "replyCount", c.listed,
  c.created_at as "createdAt", c.edited_at as "editedAt",
  r.name as "authorName", r.avatar_url as "authorAvatarUrl", r.role as "authorRole"`;

const FROM = `
  from comment c
  join reader r on r.site_id = c.site_id and r.id = c.reader_id`;

export const LIST_TOP = `
  -- Top-level comments, pinned first, then by score. Walks the index comment_top from the cursor.
  -- $1 site, $2 page, $3 limit, $4 whether there is a cursor, $5..$7 its pinned, score and id
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed
     and (not $4::boolean or (c.pinned, c.score, c.id) < ($5::boolean, $6::bigint, $7::uuid))
   order by c.pinned desc, c.score desc, c.id desc
   limit $3::int`;

export const LIST_NEWEST = `
  -- $1 site, $2 page, $3 limit, $4 id to go on after, or null
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed
     and ($4::uuid is null or c.id < $4::uuid)
   order by c.id desc
   limit $3::int`;

export const LIST_OLDEST = `
  -- $1 site, $2 page, $3 limit, $4 id to go on after, or null
  select ${COLUMNS} ${FROM}
   where c.site_id = $1::text and c.page_id = $2::uuid and c.parent_id is null and c.listed
     and ($4::uuid is null or c.id > $4::uuid)
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

export const FIND_COMMENT = `
  -- $1 id
  select ${COLUMNS} ${FROM} where c.id = $1::uuid`;

export const INSERT_COMMENT = `
  -- $1 site, $2 id, $3 page, $4 parent or null, $5 depth, $6 reader, $7 body, $8 html, $9 renderer version, $10 created at,
  -- $11 the page's comments version
  insert into comment
    (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, created_at,
     created_version, changed_version)
  values ($1::text, $2::uuid, $3::uuid, $4::uuid, $5::int, $6::uuid, $7::text, $8::text, $9::int, 'published',
          $10::timestamptz, $11::bigint, $11::bigint)`;

export const ADD_REPLY = `
  -- One reply more (or less, with -1) under a comment. $1 site, $2 comment, $3 by how many
  update comment set reply_count = reply_count + $3::int
   where site_id = $1::text and id = $2::uuid
  returning parent_id as "parentId", reply_count as "replyCount", status`;

export const PARENT_FOR_REPLY = `
  -- A comment that may be replied to. $1 site, $2 page, $3 id
  select depth from comment
   where site_id = $1::text and page_id = $2::uuid and id = $3::uuid and status = 'published'`;

export const EDIT_COMMENT = `
  -- $1 site, $2 id, $3 body, $4 html, $5 renderer version, $6 edited at, $7 the page's comments version
  update comment
     set body = $3::text, html = $4::text, renderer_version = $5::int, edited_at = $6::timestamptz,
         changed_version = $7::bigint
   where site_id = $1::text and id = $2::uuid and status = 'published'
  returning id`;

export const MARK_CHANGED = `
  -- $1 site, $2 id, $3 the page's comments version
  update comment set changed_version = $3::bigint where site_id = $1::text and id = $2::uuid`;

export const DELETE_COMMENT = `
  -- What was written goes; the row stays as a tombstone where replies hang on it.
  -- $1 site, $2 id, $3 the page's comments version
  update comment
     set status = 'deleted', body = null, html = null, deleted_at = now(), pinned = false, listed = reply_count > 0,
         changed_version = $3::bigint
   where site_id = $1::text and id = $2::uuid and status = 'published'
  returning parent_id as "parentId", listed`;

export const CHANGED_SINCE = `
  -- Comments of a page that changed after a version, in the order of their changes.
  -- $1 site, $2 one of the page's keys, $3 version, $4 limit
  select ${COLUMNS}, c.created_version > $3::bigint as "isNew" ${FROM}
   where c.site_id = $1::text and c.changed_version > $3::bigint
     and c.page_id = (select page_id from page_key where site_id = $1::text and key = $2::text)
   order by c.changed_version
   limit $4::int`;

export const UNLIST_COMMENT = `
  -- $1 site, $2 id
  update comment set listed = false where site_id = $1::text and id = $2::uuid`;
