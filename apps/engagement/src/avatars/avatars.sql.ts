export const FIND_AVATAR = `
  -- The picture that a reader's site names, with what was loaded of it: of the URL that it names now. $1 reader, $2 minutes that a
  -- failure is kept, $3 days that a picture is fresh
  select r.site_id as "siteId", r.avatar_url as url, s.avatars = 'pictures' as "areShown", p.bytes,
         coalesce(p.checked_at > now() - case when p.bytes is null then make_interval(mins => $2::int)
                                              else make_interval(days => $3::int) end, false) as "isFresh"
    from reader r
    join site s on s.id = r.site_id
    left join avatar_picture p on p.reader_id = r.id and p.site_id = r.site_id and p.url = r.avatar_url
   where r.id = $1::uuid and r.avatar_url is not null`;

export const STORE_AVATAR = `
  -- What was loaded, or null where it failed; then an older picture of the same URL stays. Nothing for a reader who has another URL
  -- by now, or none. $1 reader, $2 URL, $3 bytes or null
  insert into avatar_picture as p (site_id, reader_id, url, bytes, checked_at)
  select site_id, id, avatar_url, $3::bytea, now() from reader
   where id = $1::uuid and avatar_url = $2::text
     for key share
  on conflict (reader_id, site_id) do update
     set url = excluded.url, checked_at = excluded.checked_at,
         bytes = coalesce(excluded.bytes, case when p.url = excluded.url then p.bytes end)`;

export const FORGET_AVATARS = `
  -- Pictures that their readers have no more. Looks at all pictures
  delete from avatar_picture p
   using reader r
   where r.id = p.reader_id and r.site_id = p.site_id and r.avatar_url is distinct from p.url`;
