export const NAMED_REACTIONS = `
  -- Members who reacted to a target, the newest of each kind first. Walks the index reaction_named backwards, once for each kind; the limits keep
  -- it from becoming a join that reads every reaction or reader. Not those who are erased, banned or muted, but for a muted one who asks: nothing
  -- tells them. $1 site, $2 target, $3 kinds, $4 how many of each, $5 how many reactions are looked at for these, $6 the reader who asks, or null
  select k.kind, p.id, p.name, p."avatarUrl", p.role
    from unnest($3::text[]) with ordinality as k (kind, place)
   cross join lateral (
     select r.id, r.name, r.avatar_url as "avatarUrl", r.role, m.created_at
       from (
         select reader_id, created_at from reaction
          where target_id = $2::uuid and kind = k.kind and named and site_id = $1::text
          order by created_at desc, reader_id desc
          limit $5::int
       ) m
      cross join lateral (select * from reader where site_id = $1::text and id = m.reader_id limit 1) r
      where r.deleted_at is null
        and (r.id = $6::uuid or r.restriction is null or r.restriction not in ('ban', 'mute') or r.restricted_until <= now())
      order by m.created_at desc, m.reader_id desc
      limit $4::int
   ) p
   order by k.place, p.created_at desc, p.id desc`;
