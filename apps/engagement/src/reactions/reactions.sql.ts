export const INSERT_REACTIONS = `
  -- Marks that were not there when the caller looked, in the order of all writers: who stores the same beside it waits, and fails
  -- where this commits. $1 sites, $2 targets, $3 readers, $4 kinds, $5 pages, $6 whether the reader is named (arrays side by side)
  insert into reaction (site_id, target_id, reader_id, kind, page_id, named)
  select *
    from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::boolean[])
      as t (site_id, target_id, reader_id, kind, page_id, named)
   order by site_id, target_id, reader_id, kind`;

export const DELETE_REACTIONS = `
  -- $1 sites, $2 targets, $3 readers, $4 kinds (arrays side by side)
  delete from reaction r
   using unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[]) as t (site_id, target_id, reader_id, kind)
   where r.site_id = t.site_id and r.target_id = t.target_id and r.reader_id = t.reader_id and r.kind = t.kind`;

export const CHANGE_SCORES = `
  -- The ranking of comments whose reactions changed. Keeps the rank that each had, where lists are by rank.
  -- $1 sites, $2 comments, $3 by how much, $4 the pages' comments versions (arrays side by side, a comment at most once)
  with t as (
    select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[]) as t (site_id, id, by, version)
  ), former as (
    insert into comment_former_rank (site_id, page_id, version, comment_id, pinned, score)
    select c.site_id, c.page_id, t.version, c.id, c.pinned, c.score
      from t
      join comment c on c.site_id = t.site_id and c.id = t.id
     where c.parent_id is null and t.by <> 0
    on conflict do nothing
  )
  update comment c set score = c.score + t.by, changed_version = t.version
    from t
   where c.site_id = t.site_id and c.id = t.id`;

export const MARKABLE_COMMENTS = `
  -- Those of some comments that readers can see, and those that only their muted authors see: nobody else gets as far as here.
  -- $1 sites, $2 comments (arrays side by side)
  select c.id, c.visible as "isPublished"
    from unnest($1::text[], $2::uuid[]) as t (site_id, id)
    join comment c on c.site_id = t.site_id and c.id = t.id
   where c.visible or c.status = 'muted'`;

const OF_READERS = `
  select r.target_id as "targetId", r.reader_id as "readerId", r.kind
    from unnest($1::text[], $2::uuid[], $3::uuid[]) as t (site_id, target_id, reader_id)
    join reaction r on r.site_id = t.site_id and r.target_id = t.target_id and r.reader_id = t.reader_id`;

export const REACTIONS_OF_READERS = `
  -- The kinds that readers marked targets with. $1 sites, $2 targets, $3 readers (arrays side by side)
  ${OF_READERS}
   order by r.kind`;

export const LOCK_REACTIONS = `
  -- The same, held in the order of all writers against those who change them beside the caller. $1 sites, $2 targets, $3 readers
  -- (arrays side by side)
  ${OF_READERS}
   order by r.site_id, r.target_id, r.reader_id, r.kind
     for update of r`;
