export const COMMENT_TO_REPORT = `
  -- $1 site, $2 comment
  select reader_id as "authorId", status from comment where site_id = $1::text and id = $2::uuid`;

export const STORE_REPORT = `
  -- One report of a reader about a comment. Gives the stored one where there is one already.
  -- $1 site, $2 id, $3 comment, $4 reader, $5 reason, $6 text or null
  with added as (
    insert into report (site_id, id, comment_id, reader_id, reason, text)
    values ($1::text, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::text)
    on conflict (comment_id, reader_id, site_id) do nothing
    returning id, status
  ), counted as (
    update comment set open_reports = open_reports + 1
     where site_id = $1::text and id = $3::uuid and exists (select from added)
  )
  select id, status, true as "isNew" from added
  union all
  select id, status, false from report
   where site_id = $1::text and comment_id = $3::uuid and reader_id = $4::uuid and not exists (select from added)`;

export const WEIGHT_OF_REPORTS = `
  -- The weight of a comment's open reports: one each, half for a reader most of whose settled reports were dismissed, and none for one who
  -- is banned or muted. Each reader's latest hundred are looked at. $1 site, $2 comment
  select coalesce(sum(case when coalesce(reporter.restriction, '') in ('ban', 'mute')
                            and (reporter.restricted_until is null or reporter.restricted_until > now()) then 0
                           when h.settled >= 4 and h.dismissed * 10 > h.settled * 7 then 0.5
                           else 1 end), 0)::float8 as weight
    from report r
    join reader reporter on reporter.site_id = r.site_id and reporter.id = r.reader_id
   cross join lateral (
     select count(*) filter (where status <> 'open') as settled, count(*) filter (where status = 'dismissed') as dismissed
       from (select status from report
              where reader_id = r.reader_id and site_id = r.site_id
              order by id desc
              limit 100) t
   ) h
   where r.site_id = $1::text and r.comment_id = $2::uuid and r.status = 'open'`;

export const RESOLVE_REPORTS = `
  -- A decision settles the open reports of its comments, and gives those. $1 site, $2 comments, $3 status of the reports, $4 decision
  with settled as (
    update report set resolved_at = now(), decision_id = $4::uuid, status = $3::text
     where site_id = $1::text and comment_id = any($2::uuid[]) and status = 'open'
    returning id, comment_id, reader_id
  ), counted as (
    update comment set open_reports = 0 where site_id = $1::text and id = any($2::uuid[]) and open_reports > 0
  )
  select id, comment_id as "commentId", reader_id as "readerId" from settled`;

export const REOPEN_REPORTS = `
  -- What a decision settled is open again. $1 site, $2 decision
  with reopened as (
    update report set resolved_at = null, decision_id = null, status = 'open'
     where site_id = $1::text and decision_id = $2::uuid
    returning comment_id
  )
  update comment c set open_reports = c.open_reports + t.n
    from (select comment_id, count(*)::int as n from reopened group by 1) t
   where c.site_id = $1::text and c.id = t.comment_id`;

export const REPORTS_OF_COMMENTS = `
  -- The open reports of comments by reason. $1 site, $2 comments
  select comment_id as "commentId", reason, count(*)::int as n from report
   where site_id = $1::text and comment_id = any($2::uuid[]) and status = 'open'
   group by 1, 2`;

export const REPORTS_OF_READER = `
  -- What a reader reported, the newest first. Walks the index report_reader. $1 site, $2 reader, $3 limit, $4 id to go on after
  select id, comment_id as comment, reason, status, created_at as "createdAt", resolved_at as "resolvedAt" from report
   where site_id = $1::text and reader_id = $2::uuid and id < $4::uuid
   order by id desc
   limit $3::int`;
