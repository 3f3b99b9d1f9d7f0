export const SIGN_IN = `
  -- The reader that a site's token names, made at the first sign-in. Name, avatar, address and role follow the token that was
  -- issued last. $1 site, $2 id if new, $3 subject, $4 name, $5 avatar url, $6 email, $7 role, $8 issued at
  insert into reader as r (site_id, id, sso_subject, name, avatar_url, email, role, sso_issued_at)
  values ($1::text, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::timestamptz)
  on conflict (site_id, sso_subject) do update
     set name = case when excluded.sso_issued_at >= r.sso_issued_at then excluded.name else r.name end,
         avatar_url = case when excluded.sso_issued_at >= r.sso_issued_at then excluded.avatar_url else r.avatar_url end,
         email = case when excluded.sso_issued_at >= r.sso_issued_at then excluded.email else r.email end,
         role = case when excluded.sso_issued_at >= r.sso_issued_at then excluded.role else r.role end,
         sso_issued_at = greatest(excluded.sso_issued_at, r.sso_issued_at)
  returning site_id as "siteId", id, name, avatar_url as "avatarUrl", role`;

export const PAGES_OF_CHANGED_READER = `
  -- The pages with comments of the reader whom a token will change in what others see of them, or that mention them. Holds the reader.
  -- $1 site, $2 subject, $3 name, $4 avatar url, $5 role, $6 issued at
  with changed as (
    select site_id, id from reader
     where site_id = $1::text and sso_subject = $2::text and sso_issued_at <= $6::timestamptz
       and (name, coalesce(avatar_url, ''), role) <> ($3::text, coalesce($4::text, ''), $5::text)
       for no key update
  )
  select c.site_id as "siteId", c.page_id as "pageId"
    from changed
    join comment c on c.site_id = changed.site_id and c.reader_id = changed.id
   where c.visible
  union
  select c.site_id, c.page_id
    from changed
    join comment_mention m on m.site_id = changed.site_id and m.reader_id = changed.id
    join comment c on c.site_id = m.site_id and c.id = m.comment_id`;
