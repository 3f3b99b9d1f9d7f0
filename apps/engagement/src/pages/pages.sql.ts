export const CREATE_PAGE = `
  -- $1 site, $2 id, $3 key
  insert into page (site_id, id, key) values ($1::text, $2::uuid, $3::text)
  on conflict (site_id, key) do nothing`;

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
  -- An article's state, once per version; older ones change nothing.
  -- $1 site, $2 id of the page if it is new, $3 key, $4 url, $5 title, $6 article version, $7 unpublished
  insert into page (site_id, id, key, url, title, article_version, article_unpublished, comments_version)
  values ($1::text, $2::uuid, $3::text, $4::text, $5::text, $6::bigint, $7::boolean, 1)
  on conflict (site_id, key) do update
     set url = excluded.url,
         title = excluded.title,
         article_version = excluded.article_version,
         article_unpublished = excluded.article_unpublished,
         comments_version = page.comments_version + 1
   where page.article_version < excluded.article_version
  returning id`;

export const REWARDED_BY = `
  -- The points that readers gave to pages. $1 sites, $2 pages, $3 readers (arrays side by side)
  select v.page_id as "targetId", v.reader_id as "readerId", sum(t.amount)::bigint as rewarded
    from unnest($1::text[], $2::uuid[], $3::uuid[]) as v (site_id, page_id, reader_id)
    join account a on a.site_id = v.site_id and a.kind = 'wallet' and a.owner_id = v.reader_id
    join transfer t on t.site_id = a.site_id and t.debit_account_id = a.id and t.page_id = v.page_id
   group by v.page_id, v.reader_id`;

export const REACTIONS_OF_READER = `
  -- The kinds that a reader marked a page with. $1 site, $2 page, $3 reader
  select kind from reaction where site_id = $1::text and target_id = $2::uuid and reader_id = $3::uuid order by kind`;
