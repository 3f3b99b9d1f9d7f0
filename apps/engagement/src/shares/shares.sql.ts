export const INSERT_SHARES = `
  -- $1 sites, $2 ids, $3 codes, $4 pages, $5 readers, $6 channels (arrays side by side)
  insert into share (site_id, id, code, page_id, reader_id, channel)
  select * from unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[])`;

export const SHARES_OF_READERS = `
  -- What readers shared of pages before. Walks share_page_reader. $1 sites, $2 pages, $3 readers (arrays side by side)
  select s.page_id as "pageId", s.reader_id as "readerId", s.channel, min(s.code) as code
    from unnest($1::text[], $2::uuid[], $3::uuid[]) as t (site_id, page_id, reader_id)
    join share s on s.site_id = t.site_id and s.page_id = t.page_id and s.reader_id = t.reader_id
   group by s.page_id, s.reader_id, s.channel`;

export const FIND_SHARE = `
  -- Where a short link leads: a page that nobody has described is where its key says, if that is a URL. Codes are unique in their site. Should
  -- two sites have one, it goes on leading where it led first: ids grow with time. $1 code
  select s.site_id as "siteId", s.id, coalesce(p.url, case when p.key ~ '^https?://' then p.key end) as url
    from share s
    join page p on p.site_id = s.site_id and p.id = s.page_id
   where s.code = $1::text
   order by s.id
   limit 1`;

export const COUNT_VISIT = `
  -- One visit for each visitor and day. $1 site, $2 share, $3 visitor
  with visit as (
    insert into share_visit (site_id, share_id, day, visitor)
    values ($1::text, $2::uuid, (now() at time zone 'utc')::date, $3::bytea)
    on conflict do nothing
    returning share_id
  )
  update share set visits = visits + 1
   where site_id = $1::text and id in (select share_id from visit)`;

export const FORGET_OLD_VISITS = `
  -- A visit is counted once on its day; when the day is over only the count is of use. Walks the index share_visit_day.
  delete from share_visit
   where ctid = any(array(
     select ctid from share_visit where day < (now() at time zone 'utc')::date limit 1000))`;
