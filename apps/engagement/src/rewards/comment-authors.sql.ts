export const AUTHORS_OF_COMMENTS = `
  -- Those of some comments that readers can see, and whether their authors have left. $1 sites, $2 comments (arrays side by side)
  select c.id, r.deleted_at is not null as "hasLeft"
    from unnest($1::text[], $2::uuid[]) as t (site_id, id)
    join comment c on c.site_id = t.site_id and c.id = t.id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   where c.visible`;
