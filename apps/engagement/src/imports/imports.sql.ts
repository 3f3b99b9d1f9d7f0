export const BEGIN_RUN = `
  -- $1 site, $2 id, $3 source, $4 format, $5 file, $6 fingerprint
  insert into import_run (site_id, id, source, format, file, fingerprint)
  values ($1::text, $2::uuid, $3::text, $4::text, $5::text, $6::bytea)`;

export const UNFINISHED_RUN = `
  -- A run of the same file that was interrupted. $1 site, $2 source, $3 fingerprint
  select id from import_run
   where site_id = $1::text and source = $2::text and fingerprint = $3::bytea and status = 'running'
   order by id desc
   limit 1`;

export const SET_FIGURES = `
  -- $1 site, $2 run, $3 figures
  update import_run set figures = $3::jsonb where site_id = $1::text and id = $2::uuid`;

export const FINISH_RUN = `
  -- One that somebody wants to take back stays so. $1 site, $2 run, $3 figures
  update import_run set figures = $3::jsonb, finished_at = now(),
         status = case when status = 'running' then 'finished' else status end
   where site_id = $1::text and id = $2::uuid`;

export const RUNS = `
  -- The newest first. $1 site, $2 id to go on before, $3 limit
  select id, source, format, file, status, figures, created_at as "createdAt", finished_at as "finishedAt", undone_at as "undoneAt"
    from import_run
   where site_id = $1::text and id < $2::uuid
   order by id desc
   limit $3::int`;

export const RUN = `
  -- $1 run
  select site_id as "siteId", id, source, format, file, status, figures, created_at as "createdAt", finished_at as "finishedAt",
         undone_at as "undoneAt"
    from import_run where id = $1::uuid`;

export const LOCK_IMPORTS = `
  -- One import or undo of a site at a time; ends with the session. $1 site
  select pg_try_advisory_lock(hashtextextended('afterword import ' || $1::text, 0)) as locked`;

export const UNLOCK_IMPORTS = `
  -- $1 site
  select pg_advisory_unlock(hashtextextended('afterword import ' || $1::text, 0))`;

export const INSERT_READERS = `
  -- Who wrote what is imported. They cannot sign in; who shows that an address is theirs may claim what its owner wrote.
  -- $1 site, $2 source, $3 run, $4 ids, $5 names, $6 addresses or nulls, $7 hashes of addresses or nulls, $8 keys, $9 since when
  -- (arrays side by side)
  with input as (
    select * from unnest($4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::timestamptz[])
      as t (id, name, email, email_hash, key, since)
  ), referred as (
    insert into import_ref (site_id, source, kind, external_id, target_id, run_id)
    select $1::text, $2::text, 'reader', key, id, $3::uuid from input
    -- Somebody who was here before and is gone.
    on conflict (external_id, source, kind, site_id) do update set target_id = excluded.target_id, run_id = excluded.run_id
  ), reader_row as (
    insert into reader (site_id, id, name, role, email, created_at)
    select $1::text, id, name, 'guest', email, coalesce(since, now()) from input
    returning id
  ), mail as (
    insert into imported_email (site_id, email_hash, reader_id)
    select $1::text, i.email_hash, r.id from input i join reader_row r on r.id = i.id where i.email_hash is not null
  )
  select count(*) from reader_row`;

export const INSERT_IMPORTED = `
  -- Comments with all that is known of them. The caller holds their page.
  -- $1 site, $2 ids, $3 pages, $4 parents or nulls, $5 depths, $6 readers, $7 bodies or nulls, $8 htmls or nulls, $9 creation times,
  -- $10 edit times or nulls, $11 statuses, $12 pinned, $13 scores, $14 reply counts (arrays side by side), $15 renderer version
  insert into comment
    (site_id, id, page_id, parent_id, depth, reader_id, body, html, renderer_version, status, pinned, score, reply_count,
     created_version, changed_version, created_at, edited_at, deleted_at)
  select $1::text, id, page_id, parent_id, depth, reader_id, body, html, $15::int, status, pinned, score, reply_count, 0, 0, created_at,
         edited_at, case when status = 'published' then null else now() end
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[],
                $11::text[], $12::boolean[], $13::bigint[], $14::int[])
      as t (id, page_id, parent_id, depth, reader_id, body, html, created_at, edited_at, status, pinned, score, reply_count)`;

export const INSERT_REFS = `
  -- What the comments are at their source. $1 site, $2 source, $3 run, $4 external ids, $5 comments, $6 hashes of the source, $7 bodies or nulls,
  -- $8 statuses (arrays side by side)
  insert into import_ref (site_id, source, kind, external_id, target_id, run_id, source_hash, body_hash, status)
  select $1::text, $2::text, 'comment', external_id, id, $3::uuid, source_hash, decode(md5(coalesce(body, '')), 'hex'), status
    from unnest($4::text[], $5::uuid[], $6::bytea[], $7::text[], $8::text[]) as t (external_id, id, source_hash, body, status)`;

export const INSERT_PAGE_REFS = `
  -- Pages that came into being with the run. $1 site, $2 source, $3 run, $4 pages, $5 their keys (arrays side by side)
  insert into import_ref (site_id, source, kind, external_id, target_id, run_id)
  select $1::text, $2::text, 'page', key, id, $3::uuid from unnest($4::uuid[], $5::text[]) as t (id, key)
  on conflict do nothing`;

export const DESCRIBE_IMPORTED_PAGES = `
  -- $1 site, $2 pages, $3 urls or nulls, $4 titles or nulls, $5 whether they are closed (arrays side by side)
  update page p
     set url = coalesce(p.url, t.url), title = coalesce(p.title, t.title), closed = p.closed or t.closed
    from unnest($2::uuid[], $3::text[], $4::text[], $5::boolean[]) as t (id, url, title, closed)
   where p.site_id = $1::text and p.id = t.id`;

export const KEEP_FORMER = `
  -- What comments are before a run changes them; once for each run. $1 site, $2 run, $3 comments
  insert into import_change
    (site_id, run_id, comment_id, body, html, renderer_version, status, pinned, edited_at, source_hash, body_hash)
  select c.site_id, $2::uuid, c.id, c.body, c.html, c.renderer_version, c.status, c.pinned, c.edited_at, r.source_hash, r.body_hash
    from comment c
    join import_ref r on r.site_id = c.site_id and r.target_id = c.id and r.kind = 'comment'
   where c.site_id = $1::text and c.id = any($3::uuid[])
  on conflict do nothing`;

export const UPDATE_IMPORTED = `
  -- New texts; a deleted comment gets its text with its status. $1 site, $2 comments, $3 bodies or nulls to keep, $4 htmls, $5 edit times or nulls, $6 pinned, $7 the
  -- page's comments versions (arrays side by side), $8 renderer version
  update comment c
     set body = case when c.body is null then null else coalesce(t.body, c.body) end,
         html = case when c.body is null then null else coalesce(t.html, c.html) end,
         renderer_version = $8::int, edited_at = coalesce(t.edited_at, c.edited_at),
         pinned = t.pinned and c.visible,
         changed_version = case when c.listed then t.version else c.changed_version end
    from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::bigint[])
      as t (id, body, html, edited_at, pinned, version)
   where c.site_id = $1::text and c.id = t.id`;

export const STATUSES_OF = `
  -- $1 site, $2 comments
  select id, page_id as "pageId", status from comment where site_id = $1::text and id = any($2::uuid[])`;

export const UPDATE_REFS = `
  -- After their comments. $1 site, $2 source, $3 external ids, $4 hashes of the source (arrays side by side)
  update import_ref r
     set source_hash = t.hash, body_hash = decode(md5(coalesce(c.body, '')), 'hex'), status = c.status
    from unnest($3::text[], $4::bytea[]) as t (external_id, hash), comment c
   where r.site_id = $1::text and r.source = $2::text and r.kind = 'comment' and r.external_id = t.external_id
     and c.site_id = r.site_id and c.id = r.target_id`;

export const INSERT_VOTES = `
  -- $1 site, $2 comments, $3 readers, $4 kinds, $5 pages (arrays side by side)
  insert into reaction (site_id, target_id, reader_id, kind, page_id)
  select $1::text, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[])
  on conflict do nothing`;

export const LATER_COMMENT = `
  -- A page of pages on which a run left something. $1 site, $2 run, $3 page to go on after, $4 limit
  select distinct c.page_id as "pageId"
    from import_ref r
    join comment c on c.site_id = r.site_id and c.id = r.target_id
   where r.run_id = $2::uuid and r.kind = 'comment' and r.site_id = $1::text and c.page_id > $3::uuid
   order by 1
   limit $4::int`;
