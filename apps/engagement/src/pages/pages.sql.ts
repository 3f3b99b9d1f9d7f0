export const DESCRIBE_PAGE = `
  -- The caller holds the page. $1 site, $2 page, $3 url or null to keep, $4 title or null to keep
  update page set url = coalesce($3::text, url), title = coalesce($4::text, title)
   where site_id = $1::text and id = $2::uuid`;

export const CLOSE_PAGE = `
  -- The caller holds the page. $1 site, $2 page, $3 whether it is closed, $4 why, or null
  update page
     set closed = $3::boolean, closed_at = case when $3::boolean then now() end, closed_reason = $4::text
   where site_id = $1::text and id = $2::uuid`;

export const SAY_WHY_CLOSED = `
  -- The caller holds the page, which is closed already. Gives no row where it says so already. $1 site, $2 page, $3 why, or null
  update page p set closed_reason = $3::text
    from page before
   where p.site_id = $1::text and p.id = $2::uuid and before.site_id = p.site_id and before.id = p.id
     and before.closed_reason is distinct from $3::text
  returning before.closed_reason as reason`;

export const SET_PAGE_MODE = `
  -- The caller holds the page. $1 site, $2 page, $3 mode or null for the site's, $4 seconds between a reader's comments or null
  update page set mode = $3::text, slow_seconds = $4::int where site_id = $1::text and id = $2::uuid`;

export const APPLY_ARTICLE = `
  -- The caller holds the page and knows that the version is newer than the page's.
  -- $1 site, $2 page, $3 url, $4 title, $5 article version, $6 whether it is unpublished
  update page
     set url = $3::text, title = $4::text, article_version = $5::bigint, article_unpublished = $6::boolean
   where site_id = $1::text and id = $2::uuid`;

export const KEYS_OF_PAGE = `
  -- Every key that a page is found by, its own first. $1 site, $2 page
  select k.key from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where k.site_id = $1::text and k.page_id = $2::uuid
   order by k.key <> p.key, k.key`;

export const ADD_KEY = `
  -- Returns the page that the key leads to, be it this one or another. $1 site, $2 key, $3 page
  with added as (
    insert into page_key (site_id, key, page_id) values ($1::text, $2::text, $3::uuid)
    on conflict (site_id, key) do nothing
    returning page_id
  )
  select page_id as "pageId" from added
  union all
  select page_id from page_key where site_id = $1::text and key = $2::text
  limit 1`;

export const REMOVE_KEY = `
  -- Removes an alias; a page's own key stays. $1 site, $2 key, $3 page
  delete from page_key k
   where k.site_id = $1::text and k.key = $2::text and k.page_id = $3::uuid
     and not exists (select from page p where p.site_id = k.site_id and p.key = k.key)
  returning key`;

export const REACTIONS_OF_READER = `
  -- The kinds that a reader marked a page with. $1 site, $2 page, $3 reader
  select kind from reaction where site_id = $1::text and target_id = $2::uuid and reader_id = $3::uuid order by kind`;
