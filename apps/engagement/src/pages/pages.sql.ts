export const CREATE_PAGE = `
  -- A page with its own key, unless another page is found by that key already. $1 site, $2 id, $3 key
  with key as (
    insert into page_key (site_id, key, page_id) values ($1::text, $3::text, $2::uuid)
    on conflict (site_id, key) do nothing
    returning page_id
  )
  insert into page (site_id, id, key) select $1::text, page_id, $3::text from key`;

export const TOUCH_PAGE = `
  -- Locks a page and bumps the versions of what is about to change. Every write below a page starts with it, so that
  -- nothing below can deadlock. $1 site, $2 page, $3 1 when counters change, $4 1 when comments change
  update page
     set counters_version = counters_version + $3::int, comments_version = comments_version + $4::int
   where site_id = $1::text and id = $2::uuid
  returning closed or article_unpublished as closed, comments_version as "commentsVersion"`;

export const DESCRIBE_PAGE = `
  -- $1 site, $2 page, $3 url or null to keep, $4 title or null to keep, $5 whether only an undescribed page may change
  update page
     set url = coalesce($3::text, url), title = coalesce($4::text, title)
   where site_id = $1::text and id = $2::uuid and (not $5::boolean or (url is null and title is null))
  returning id`;

export const CLOSE_PAGE = `
  -- $1 site, $2 page, $3 closed. The snapshot says whether the thread is closed, so its version grows.
  update page set closed = $3::boolean, comments_version = comments_version + 1
   where site_id = $1::text and id = $2::uuid and closed <> $3::boolean`;

export const APPLY_ARTICLE = `
  -- An article's state, once per version; older ones change nothing, nor does an article whose page was merged into
  -- another one. $1 site, $2 key, $3 url, $4 title, $5 article version, $6 unpublished
  update page
     set url = $3::text,
         title = $4::text,
         article_version = $5::bigint,
         article_unpublished = $6::boolean,
         comments_version = comments_version + 1
   where site_id = $1::text and key = $2::text and article_version < $5::bigint
  returning id`;

export const KEYS_OF_PAGE = `
  -- Every key that a page is found by, its own first. $1 site, $2 page
  select k.key from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where k.site_id = $1::text and k.page_id = $2::uuid
   order by k.key <> p.key, k.key`;

export const ADD_KEY = `
  -- Gives the page that the key leads to, be it this one or another. $1 site, $2 key, $3 page
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
  -- Takes an alias away; a page's own key stays. $1 site, $2 key, $3 page
  delete from page_key k
   where k.site_id = $1::text and k.key = $2::text and k.page_id = $3::uuid
     and not exists (select from page p where p.site_id = k.site_id and p.key = k.key)
  returning key`;

export const REACTIONS_OF_READER = `
  -- The kinds that a reader marked a page with. $1 site, $2 page, $3 reader
  select kind from reaction where site_id = $1::text and target_id = $2::uuid and reader_id = $3::uuid order by kind`;
