export const POSTED_BY_DAY = `
  -- Comments, those that a step did not let pass, and reports, by day. Ids grow with time, so each count walks the ids of its day:
  -- comment_pkey, comment_flagged and report_pkey. $1 site, $2 dates, $3 the lowest id of each, $4 that of the day after (side by side)
  select t.date::text as date, posted.n as comments, flagged.n as flagged, reported.n as reports
    from unnest($2::date[], $3::uuid[], $4::uuid[]) as t (date, from_id, to_id)
   cross join lateral (
     select count(*)::int as n from comment c where c.id >= t.from_id and c.id < t.to_id and c.site_id = $1::text
   ) posted
   cross join lateral (
     select count(*)::int as n from comment c
      where c.site_id = $1::text and c.id >= t.from_id and c.id < t.to_id and c.verdicts is not null
   ) flagged
   cross join lateral (
     select count(*)::int as n from report r where r.id >= t.from_id and r.id < t.to_id and r.site_id = $1::text
   ) reported
   order by t.date`;

export const DECIDED_BY_DAY = `
  -- What was decided, by day and (with a null date) altogether, and how long what waited had waited, in seconds. What was undone does not
  -- count, and what programs decide takes no time. Walks comment_status_decided from the newest. $1 site, $2 the lowest id, $3 limit
  with change as materialized (
    select s.id, s.comment_id, s.from_status, s.to_status, s.cause, s.automated, s.created_at
      from comment_status s
     where s.site_id = $1::text and s.id >= $2::uuid and (s.decision_id is not null or s.cause = 'reported')
       and not exists (
         select from moderation_decision d where d.id = s.decision_id and d.site_id = s.site_id and d.undone_at is not null
       )
     order by s.id desc
     limit $3::int
  ), timed as (
    select c.created_at, c.to_status, c.cause,
           case when c.from_status = 'pending' and not c.automated
                then extract(epoch from c.created_at - coalesce(before.created_at, posted.created_at)) end as waited
      from change c
      join comment posted on posted.site_id = $1::text and posted.id = c.comment_id
      left join lateral (
        select b.created_at from comment_status b
         where b.comment_id = c.comment_id and b.id < c.id and b.site_id = $1::text
         order by b.id desc
         limit 1
      ) before on true
  )
  select (created_at at time zone 'UTC')::date::text as date,
         count(*) filter (where cause = 'reported')::int as "heldByReports",
         count(*) filter (where to_status = 'published')::int as approved,
         count(*) filter (where to_status = 'rejected')::int as rejected,
         count(*) filter (where to_status = 'spam')::int as spam,
         count(*) filter (where to_status = 'removed')::int as removed,
         percentile_cont(0.5) within group (order by waited) as "medianSeconds",
         percentile_cont(0.9) within group (order by waited) as "p90Seconds",
         count(*)::int as changes
    from timed
   group by grouping sets (((created_at at time zone 'UTC')::date), ())`;
