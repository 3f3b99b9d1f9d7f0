export const URLS_OF_PAGES = `
  -- A batch of pages with a URL. $1 the last page of the batch before
  select site_id as "siteId", id, url from page
   where id > $1::uuid and url is not null
   order by id
   limit 1000`;

export const PAGES_WITH_TWO_ADDRESSES = `
  -- A batch of pages whose key is a URL, with the URL that somebody gave them. $1 the last page of the batch before
  select p.site_id as "siteId", p.id, p.url,
         array(select k.key from page_key k where k.site_id = p.site_id and k.page_id = p.id) as keys
    from page p
   where p.id > $1::uuid and p.url is not null and p.key ~ '^https?://' and p.article_version = 0
   order by p.id
   limit 1000`;

export const SET_URLS_OF_PAGES = `
  -- Only where it is still what was read. $1 sites, $2 pages, $3 what was read, $4 what it becomes (arrays side by side)
  update page p set url = t.becomes
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as t (site_id, id, was, becomes)
   where p.site_id = t.site_id and p.id = t.id and p.url = t.was`;

export const URLS_OF_READERS = `
  -- A batch of readers with a picture. $1 the last reader of the batch before
  select site_id as "siteId", id, avatar_url as url from reader
   where id > $1::uuid and avatar_url is not null
   order by id
   limit 1000`;

export const SET_URLS_OF_READERS = `
  -- Only where it is still what was read. $1 sites, $2 readers, $3 what was read, $4 what it becomes (arrays side by side)
  update reader r set avatar_url = t.becomes
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as t (site_id, id, was, becomes)
   where r.site_id = t.site_id and r.id = t.id and r.avatar_url = t.was`;

export const KEYS_THAT_ARE_URLS = `
  -- A batch of keys, with the page's own key and its URL. $1 site and $2 key, the last of the batch before
  select k.site_id as "siteId", k.key, p.key as "ownKey", p.url
    from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where (k.site_id, k.key) > ($1::text, $2::text) and k.key ~* '^https?://'
   order by k.site_id, k.key
   limit 1000`;

export const LOCK_PAGES_OF_KEYS = `
  -- The pages of two keys, locked in the order of all writers. $1 site, $2 and $3 keys
  select id, key, article_version as "articleVersion" from page
   where site_id = $1::text
     and id in (select page_id from page_key where site_id = $1::text and key in ($2::text, $3::text))
   order by site_id, id
     for update`;

export const PAGES_OF_KEYS = `
  -- $1 site, $2 keys
  select key, page_id as "pageId" from page_key where site_id = $1::text and key = any($2::text[])`;

export const ADD_KEY = `
  -- $1 site, $2 key, $3 page
  insert into page_key (site_id, key, page_id) values ($1::text, $2::text, $3::uuid)
  on conflict (site_id, key) do nothing`;

export const REMOVE_KEY = `
  -- $1 site, $2 key
  delete from page_key where site_id = $1::text and key = $2::text`;

export const SET_OWN_KEY = `
  -- The caller holds the page. It is announced anew, under its new key. $1 site, $2 page, $3 key
  update page
     set key = $3::text, counters_version = counters_version + 1, comments_version = comments_version + 1
   where site_id = $1::text and id = $2::uuid`;

export const COPY_AUTHORS = `
  -- Who is an author of what one key names is an author of what the other names. $1 site, $2 from key, $3 to key
  insert into page_author (site_id, key, reader_id, sso_subject, created_at)
  select site_id, $3::text, reader_id, sso_subject, created_at from page_author
   where site_id = $1::text and key = $2::text
  on conflict do nothing`;

export const REMOVE_AUTHORS = `
  -- $1 site, $2 key
  delete from page_author where site_id = $1::text and key = $2::text`;

export const AUTHORS_WITH_URLS = `
  -- Keys that somebody is named an author of, whether or not there is a page. $1 site and $2 key, the last of the batch before
  select distinct site_id as "siteId", key from page_author
   where (site_id, key) > ($1::text, $2::text) and key ~* '^https?://'
   order by site_id, key
   limit 1000`;
