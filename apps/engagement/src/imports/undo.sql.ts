export const PAGES_OF_RUN = `
  -- Pages on which something that a run brought or changed is left, some of them. $1 site, $2 run, $3 limit
  select page_id as "pageId"
    from (
      select c.page_id
        from import_ref r
        join comment c on c.site_id = r.site_id and c.id = r.target_id
       where r.run_id = $2::uuid and r.kind = 'comment' and r.site_id = $1::text
      union
      select c.page_id
        from import_change h
        join comment c on c.site_id = h.site_id and c.id = h.comment_id
       where h.run_id = $2::uuid and h.site_id = $1::text
      union
      select target_id from import_ref where run_id = $2::uuid and kind = 'page' and site_id = $1::text
    ) left_over
   order by 1
   limit $3::int`;

/** What a run brought to a page, and which of it stays as a tombstone. $1 site, $2 run, $3 page */
const BROUGHT_AND_KEPT = `
  brought as (
    select c.id, c.parent_id
      from import_ref r
      join comment c on c.site_id = r.site_id and c.id = r.target_id
     where r.run_id = $2::uuid and r.kind = 'comment' and r.site_id = $1::text and c.page_id = $3::uuid
  ), used as (
    -- Replies, reactions, rewards and reports of readers since.
    select k.parent_id as id, 'reply' as what
      from comment k
     where k.site_id = $1::text and k.page_id = $3::uuid and k.parent_id is not null and k.id not in (select id from brought)
    union all
    select a.target_id, 'reaction'
      from reaction a
     where a.page_id = $3::uuid and a.site_id = $1::text
       -- Readers who were imported do nothing by themselves, whichever run brought them.
       and not exists (select from import_ref f where f.target_id = a.reader_id and f.kind = 'reader' and f.site_id = $1::text)
    union all
    select t.comment_id, 'reward' from transfer t
     where t.page_id = $3::uuid and t.site_id = $1::text and t.reason = 'reward' and t.comment_id is not null
    union all
    select p.comment_id, 'report' from report p join brought b on b.id = p.comment_id where p.site_id = $1::text
  ), kept as (
    select b.id, b.parent_id from brought b where b.id in (select id from used)
    union
    -- What is above it holds its place.
    select b.id, b.parent_id from kept join brought b on b.id = kept.parent_id
  )`;

export const KEPT_OF_RUN = `
  -- $1 site, $2 run, $3 page
  with recursive ${BROUGHT_AND_KEPT}
  select id from kept`;

export const USES_OF_RUN = `
  -- What readers did on what a run brought to a page. $1 site, $2 run, $3 page, $4 limit
  with recursive ${BROUGHT_AND_KEPT}
  select b.id, p.key as page, u.what, count(*)::int as count
    from used u
    join brought b on b.id = u.id
    join page p on p.site_id = $1::text and p.id = $3::uuid
   group by b.id, p.key, u.what
   order by b.id, u.what
   limit $4::int`;

export const DELETE_BROUGHT = `
  -- Comments that a run brought to a page, with their votes and counters, but for those that stay. The caller holds the page.
  -- $1 site, $2 run, $3 page, $4 comments that stay
  with gone as (
    select c.id
      from import_ref r
      join comment c on c.site_id = r.site_id and c.id = r.target_id
     where r.run_id = $2::uuid and r.kind = 'comment' and r.site_id = $1::text and c.page_id = $3::uuid and c.id <> all($4::uuid[])
  ), votes as (
    delete from reaction a using gone where a.site_id = $1::text and a.target_id = gone.id
  ), counts as (
    delete from counter n using gone where n.site_id = $1::text and n.target_id = gone.id
  )
  delete from comment c using gone where c.site_id = $1::text and c.id = gone.id
  returning c.id`;

export const DELETE_VOTES = `
  -- Votes of imported readers on comments of a run that stay as tombstones; what other runs brought keeps its votes. The caller holds the page.
  -- $1 site, $2 page, $3 tombstones
  delete from reaction a
   using import_ref f
   where a.target_id = any($3::uuid[]) and a.page_id = $2::uuid and a.site_id = $1::text
     and f.target_id = a.reader_id and f.kind = 'reader' and f.site_id = a.site_id`;

export const FORGET_REFS = `
  -- References of comments that are gone, or have become tombstones. $1 site, $2 run, $3 comments
  delete from import_ref r
   where r.run_id = $2::uuid and r.kind = 'comment' and r.site_id = $1::text and r.target_id = any($3::uuid[])`;

export const FORGET_LOST_REFS = `
  -- References of comments that went in another way, once at the end. $1 site, $2 run
  delete from import_ref r
   where r.run_id = $2::uuid and r.kind = 'comment' and r.site_id = $1::text
     and not exists (select from comment c where c.site_id = r.site_id and c.id = r.target_id)`;

export const CHANGES_OF_RUN = `
  -- What a run changed on a page and nobody has changed since: no reader, no moderator and no later run. Its text is there, if it had one.
  -- $1 site, $2 run, $3 page
  select c.id, c.status as "from", h.status as "to", h.body, h.html
    from import_change h
    join comment c on c.site_id = h.site_id and c.id = h.comment_id
    join import_ref r on r.site_id = h.site_id and r.target_id = h.comment_id and r.kind = 'comment'
   where h.run_id = $2::uuid and h.site_id = $1::text and c.page_id = $3::uuid
     and c.status = r.status and decode(md5(coalesce(c.body, '')), 'hex') = r.body_hash
     and (h.status = 'deleted') = (h.body is null)
     and not exists (
       select from import_change l where l.site_id = h.site_id and l.comment_id = h.comment_id and l.run_id > h.run_id
     )`;

export const HAND_ON_FORMER = `
  -- Where a later run changed a comment, too, taking that one back gives what was there before this one. Ids of runs grow with time.
  -- $1 site, $2 run, $3 page
  update import_change l
     set body = h.body, html = h.html, renderer_version = h.renderer_version, status = h.status, pinned = h.pinned,
         edited_at = h.edited_at, source_hash = h.source_hash, body_hash = h.body_hash
    from import_change h
    join comment c on c.site_id = h.site_id and c.id = h.comment_id
   where h.run_id = $2::uuid and h.site_id = $1::text and c.page_id = $3::uuid
     and l.site_id = h.site_id and l.comment_id = h.comment_id
     and l.run_id = (
       select n.run_id from import_change n
        where n.site_id = h.site_id and n.comment_id = h.comment_id and n.run_id > h.run_id
        order by n.run_id
        limit 1
     )`;

export const RESTORE_FORMER = `
  -- The change of the status takes and gives the texts of comments that are, or were, deleted. The caller holds the page.
  -- $1 site, $2 run, $3 comments, $4 the page's comments version
  update comment c
     set body = case when 'deleted' in (c.status, h.status) then c.body else h.body end,
         html = case when 'deleted' in (c.status, h.status) then c.html else h.html end, renderer_version = h.renderer_version, pinned = h.pinned, edited_at = h.edited_at,
         changed_version = case when c.listed then $4::bigint else c.changed_version end
    from import_change h
   where h.run_id = $2::uuid and h.site_id = $1::text and h.comment_id = any($3::uuid[])
     and c.site_id = h.site_id and c.id = h.comment_id`;

export const RESTORE_REFS = `
  -- $1 site, $2 run, $3 comments
  update import_ref r set source_hash = h.source_hash, body_hash = h.body_hash, status = h.status
    from import_change h
   where h.run_id = $2::uuid and h.site_id = $1::text and h.comment_id = any($3::uuid[])
     and r.site_id = h.site_id and r.target_id = h.comment_id and r.kind = 'comment'`;

export const FORGET_CHANGES = `
  -- $1 site, $2 run, $3 page
  delete from import_change h
   using comment c
   where h.run_id = $2::uuid and h.site_id = $1::text and c.site_id = h.site_id and c.id = h.comment_id and c.page_id = $3::uuid`;

export const DELETE_EMPTY_PAGE = `
  -- A page that a run brought, on which nothing is left and of which content was not told. The caller holds it. $1 site, $2 run, $3 page
  delete from page p
   using import_ref r
   where r.run_id = $2::uuid and r.kind = 'page' and r.target_id = p.id and p.site_id = $1::text and p.id = $3::uuid
     and p.announced_counters_version = 0 and p.announced_comments_version = 0 and p.article_version = 0
     and not exists (select from comment c where c.site_id = p.site_id and c.page_id = p.id)
     and not exists (select from reaction a where a.site_id = p.site_id and a.page_id = p.id)
     and not exists (select from share s where s.site_id = p.site_id and s.page_id = p.id)
     and not exists (select from transfer t where t.site_id = p.site_id and t.page_id = p.id)
  returning p.key`;

export const DELETE_PAGE_COUNTERS = `
  -- $1 site, $2 page
  delete from counter where site_id = $1::text and target_id = $2::uuid`;

export const HAND_ON_PAGE = `
  -- A page that a run brought and that has comments of another run is that one's from now on. $1 site, $2 run, $3 page
  update import_ref p set run_id = other.run_id
    from (
      select r.run_id
        from comment c
        join import_ref r on r.site_id = c.site_id and r.target_id = c.id and r.kind = 'comment'
       where c.site_id = $1::text and c.page_id = $3::uuid and r.run_id <> $2::uuid
       limit 1
    ) other
   where p.run_id = $2::uuid and p.kind = 'page' and p.target_id = $3::uuid and p.site_id = $1::text`;

export const FORGET_PAGE_REF = `
  -- $1 site, $2 run, $3 page
  delete from import_ref where run_id = $2::uuid and kind = 'page' and target_id = $3::uuid and site_id = $1::text`;

export const DELETE_BROUGHT_READERS = `
  -- Readers whom this run, or one that was taken back before, brought, and of whom nothing is left: runs of one source share them. $1 site
  delete from reader r
   using import_ref f, import_run n
   where n.site_id = $1::text and n.status in ('undoing', 'undone') and f.run_id = n.id and f.site_id = n.site_id and f.kind = 'reader' and f.target_id = r.id and r.site_id = $1::text
     and r.role = 'guest' and r.sso_subject is null
     and not exists (select from comment c where c.site_id = r.site_id and c.reader_id = r.id)
     and not exists (select from reaction a where a.site_id = r.site_id and a.reader_id = r.id)
     and not exists (select from share s where s.site_id = r.site_id and s.reader_id = r.id)
     and not exists (select from account o where o.site_id = r.site_id and o.owner_id = r.id and o.kind = 'wallet')
     and not exists (select from session n where n.site_id = r.site_id and n.reader_id = r.id)`;

export const FORGET_READER_REFS = `
  -- $1 site
  delete from import_ref f
   using import_run n
   where n.site_id = $1::text and n.status in ('undoing', 'undone') and f.run_id = n.id and f.kind = 'reader' and f.site_id = $1::text
     and not exists (select from reader r where r.site_id = f.site_id and r.id = f.target_id)`;

export const BEGIN_UNDO = `
  -- $1 site, $2 run
  update import_run set finished_at = coalesce(finished_at, now()), status = 'undoing'
   where site_id = $1::text and id = $2::uuid`;

export const FINISH_UNDO = `
  -- $1 site, $2 run
  update import_run set undone_at = now(), status = 'undone' where site_id = $1::text and id = $2::uuid`;
