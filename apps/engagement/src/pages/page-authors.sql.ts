export const AUTHORS_OF_PAGE = `
  -- Whoever was named for any of the page's keys. $1 site, $2 page
  select a.reader_id as id, a.sso_subject as sub
    from page_key k
    join page_author a on a.site_id = k.site_id and a.key = k.key
   where k.site_id = $1::text and k.page_id = $2::uuid
   group by a.reader_id, a.sso_subject
   order by min(a.created_at), a.reader_id, a.sso_subject`;

export const READERS_OF_PAGE = `
  -- The readers whom the authors of a page are: by id, or by the subject of the site's single sign-on. $1 site, $2 page
  select a.reader_id as id
    from page_key k
    join page_author a on a.site_id = k.site_id and a.key = k.key
   where k.site_id = $1::text and k.page_id = $2::uuid and a.reader_id is not null
  union
  select r.id
    from page_key k
    join page_author a on a.site_id = k.site_id and a.key = k.key
   cross join lateral (select id from reader where site_id = a.site_id and sso_subject = a.sso_subject limit 1) r
   where k.site_id = $1::text and k.page_id = $2::uuid`;

export const AUTHORS_OF_KEY = `
  -- Whoever was named for a key that leads to no page yet. $1 site, $2 key
  select reader_id as id, sso_subject as sub from page_author
   where site_id = $1::text and key = $2::text
   order by created_at, reader_id, sso_subject`;

export const FORGET_AUTHORS_OF_PAGE = `
  -- $1 site, $2 page
  delete from page_author a
   using page_key k
   where k.site_id = $1::text and k.page_id = $2::uuid and a.site_id = k.site_id and a.key = k.key`;

export const ADD_AUTHORS = `
  -- In the order of keys, so that no two of these can wait for each other. $1 site, $2 keys, $3 readers or nulls, $4 subjects
  -- or nulls (arrays side by side)
  insert into page_author (site_id, key, reader_id, sso_subject)
  select $1::text, key, reader_id, sso_subject
    from unnest($2::text[], $3::uuid[], $4::text[]) as t (key, reader_id, sso_subject)
   order by key, reader_id, sso_subject
  on conflict do nothing`;

export const KNOWN_READERS = `
  -- Those of some readers that the site has. $1 site, $2 readers
  select id from reader where site_id = $1::text and id = any($2::uuid[])`;

export const OWN_PAGES = `
  -- Those of some pages and readers where the reader is an author of the page.
  -- $1 sites, $2 pages, $3 readers (arrays side by side)
  select distinct t.page_id as "pageId", t.reader_id as "readerId"
    from unnest($1::text[], $2::uuid[], $3::uuid[]) as t (site_id, page_id, reader_id)
    join page_key k on k.site_id = t.site_id and k.page_id = t.page_id
    join page_author a on a.site_id = k.site_id and a.key = k.key
    -- Each reader by its primary key: as a plain join, PostgreSQL read all readers of the site for each one while it had no statistics.
   cross join lateral
         (select id, sso_subject from reader where site_id = t.site_id and id = t.reader_id limit 1) r
   where a.reader_id = r.id or a.sso_subject = r.sso_subject`;

export const FORGET_AUTHOR = `
  -- $1 site, $2 reader
  delete from page_author a
   using reader r
   where r.site_id = $1::text and r.id = $2::uuid
     and a.site_id = r.site_id and (a.reader_id = r.id or a.sso_subject = r.sso_subject)`;
