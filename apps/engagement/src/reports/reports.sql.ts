export const COMMENT_TO_REPORT = `
  -- $1 site, $2 comment
  select reader_id as "authorId", status from comment where site_id = $1::text and id = $2::uuid`;

/** A reader's latest settled reports, `h`, of which a weight is made. The reader's row is `reporter`. */
const HISTORY_OF_REPORTER = `
   cross join lateral (
     select count(*) filter (where status <> 'open') as settled, count(*) filter (where status = 'dismissed') as dismissed
       from (select status from report
              where reader_id = reporter.id and site_id = reporter.site_id
              order by id desc
              limit 100) t
   ) h`;

/** What a report of a reader weighs: one, half for one most of whose settled reports were dismissed, none for one who is banned or muted. */
const WEIGHT = `case when coalesce(reporter.restriction, '') in ('ban', 'mute')
                            and (reporter.restricted_until is null or reporter.restricted_until > now()) then 0
                           when h.settled >= 4 and h.dismissed * 10 > h.settled * 7 then 0.5
                           else 1 end`;

export const STORE_REPORT = `
  -- One report of a reader about a comment. Gives the stored one where there is one already.
  -- $1 site, $2 id, $3 comment, $4 reader, $5 reason, $6 text or null
  with added as (
    insert into report (site_id, id, comment_id, reader_id, reason, text, weight)
    select $1::text, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::text, ${WEIGHT}
      from reader reporter ${HISTORY_OF_REPORTER}
     where reporter.site_id = $1::text and reporter.id = $4::uuid
    on conflict (comment_id, reader_id, site_id) do nothing
    returning id, status, weight
  ), counted as (
    update comment set open_reports = open_reports + 1
     where site_id = $1::text and id = $3::uuid and exists (select from added)
  ), weighed as (
    insert into reported_comment as known (site_id, comment_id, weight)
    select $1::text, $3::uuid, weight from added
    on conflict (comment_id, site_id) do update set weight = known.weight + excluded.weight
  )
  select id, status, true as "isNew" from added
  union all
  select id, status, false from report
   where site_id = $1::text and comment_id = $3::uuid and reader_id = $4::uuid and not exists (select from added)`;

export const WEIGHT_OF_REPORTS = `
  -- The weight of a comment's open reports, as their readers are now. Each reader's latest hundred are looked at. $1 site, $2 comment
  select coalesce(sum(${WEIGHT}), 0)::float8 as weight
    from report r
    join reader reporter on reporter.site_id = r.site_id and reporter.id = r.reader_id ${HISTORY_OF_REPORTER}
   where r.site_id = $1::text and r.comment_id = $2::uuid and r.status = 'open'`;

const LOCK = `pg_advisory_xact_lock(hashtextextended('report-weights ' || $1::text, 0))`;

export const LOCK_WEIGHTS = `
  -- Who changes the weights of several comments does it alone on a site: those are on pages that nobody holds here. $1 site
  select ${LOCK}`;

export const LOCK_WEIGHTS_OF = `
  -- The same where one of the comments is reported. $1 site, $2 comments
  select ${LOCK} where exists (select from comment where site_id = $1::text and id = any($2::uuid[]) and open_reports > 0)`;

export const RESOLVE_REPORTS = `
  -- A decision settles the open reports of its comments, and gives those. $1 site, $2 comments, $3 status of the reports, $4 decision
  with settled as (
    update report set resolved_at = now(), decision_id = $4::uuid, status = $3::text
     where site_id = $1::text and comment_id = any($2::uuid[]) and status = 'open'
    returning id, comment_id, reader_id
  ), counted as (
    update comment set open_reports = 0 where site_id = $1::text and id = any($2::uuid[]) and open_reports > 0
  ), weighed as (
    delete from reported_comment where site_id = $1::text and comment_id = any($2::uuid[])
  )
  select id, comment_id as "commentId", reader_id as "readerId" from settled`;

export const REOPEN_REPORTS = `
  -- What a decision settled is open again; gives whose it is. $1 site, $2 decision
  with reopened as (
    update report set resolved_at = null, decision_id = null, status = 'open'
     where site_id = $1::text and decision_id = $2::uuid
    returning comment_id, reader_id, weight
  ), counted as (
    update comment c set open_reports = c.open_reports + t.n
      from (select comment_id, count(*)::int as n from reopened group by 1) t
     where c.site_id = $1::text and c.id = t.comment_id
  ), weighed as (
    insert into reported_comment as known (site_id, comment_id, weight)
    select $1::text, comment_id, sum(weight) from reopened group by 2
    on conflict (comment_id, site_id) do update set weight = known.weight + excluded.weight
  )
  select distinct reader_id as "readerId" from reopened`;

export const WEIGH_REPORTS = `
  -- Gives the open reports of readers the weight that they have now, and their comments the difference. Walks report_reader.
  -- $1 site, $2 readers
  with weight as (
    select reporter.id, ${WEIGHT} as weight
      from reader reporter ${HISTORY_OF_REPORTER}
     where reporter.site_id = $1::text and reporter.id = any($2::uuid[])
  ), before as (
    select r.id, r.comment_id, w.weight, w.weight - r.weight as by
      from weight w
      join report r on r.site_id = $1::text and r.reader_id = w.id and r.status = 'open' and r.weight <> w.weight
  ), weighed as (
    update report r set weight = b.weight from before b where r.site_id = $1::text and r.id = b.id
  )
  update reported_comment c set weight = c.weight + t.by
    from (select comment_id, sum(by) as by from before group by 1) t
   where c.site_id = $1::text and c.comment_id = t.comment_id`;

export const REPORTERS_TO_WEIGH = `
  -- Readers whose reports weigh nothing by a restriction that has ended by itself. Walks report_weightless. $1 limit
  select distinct r.site_id as "siteId", r.reader_id as "readerId"
    from report r
    join reader reporter on reporter.site_id = r.site_id and reporter.id = r.reader_id
   where r.status = 'open' and r.weight = 0
     and (reporter.restriction is null or reporter.restriction = 'premoderate' or reporter.restricted_until <= now())
   limit $1::int`;

export const REPORTS_OF_COMMENTS = `
  -- The open reports of comments by reason. $1 site, $2 comments
  select comment_id as "commentId", reason, count(*)::int as n, sum(weight)::float8 as weight from report
   where site_id = $1::text and comment_id = any($2::uuid[]) and status = 'open'
   group by 1, 2`;

export const REPORTS_OF_READER = `
  -- What a reader reported, the newest first. Walks the index report_reader. $1 site, $2 reader, $3 limit, $4 id to go on after
  select id, comment_id as comment, reason, status, created_at as "createdAt", resolved_at as "resolvedAt" from report
   where site_id = $1::text and reader_id = $2::uuid and id < $4::uuid
   order by id desc
   limit $3::int`;
