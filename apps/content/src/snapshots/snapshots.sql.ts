export const SNAPSHOT_STATES = `
  -- The states of a site's pages. Walks the primary key. $1 site, $2 page key to continue after, $3 limit
  select site_id as site, page_key as page, counters_version as "countersVersion", comments_version as "commentsVersion",
         counters - 'look' as counters
    from engagement_snapshot
   where site_id = $1::text and page_key > $2::text
   order by page_key
   limit $3::int`;

export const APPLY_SNAPSHOT = `
  -- Applies each part whose version is higher than the stored one, and says whether it did. Applies none of a message whose versions
  -- cannot be: they would have grown faster than $8 and $9 allow. A lower version that was announced more than $10 later than the stored
  -- one is applied too: engagement's database was restored, or the stored one was never engagement's.
  -- $1 site, $2 page, $3 counters or null, $4 their version or 0, $5 comments or null, $6 their version or 0, $7 when it was announced,
  -- $8 versions that may be skipped at any time, $9 and in a second, $10 interval
  with stored as (
    select counters_version, comments_version, coalesce(announced_at, updated_at) as announced_at
      from engagement_snapshot
     where site_id = $1::text and page_key = $2::text
    union all
    -- The first snapshot of an article. One that was imported anew is let in when it has been here for long enough.
    select 0, 0, a.created_at
      from article a
     where a.page_key = $2::text
       and not exists (select from engagement_snapshot s where s.site_id = $1::text and s.page_key = $2::text)
  ), judged as (
    select coalesce(bool_or(
             greatest($4::bigint - counters_version, $6::bigint - comments_version)
               > $8::bigint + $9::bigint * greatest(extract(epoch from now() - announced_at), 0)
           ), false) as impossible
      from stored
  ), applied as (
    insert into engagement_snapshot as s
      (site_id, page_key, counters, counters_version, comments, comments_version, updated_at, announced_at)
    select $1::text, $2::text, $3::jsonb, $4::bigint, $5::jsonb, $6::bigint, now(), $7::timestamptz
      from judged where not impossible
    on conflict (site_id, page_key) do update
       set (counters, counters_version) = (
             select case when takes then excluded.counters else s.counters end,
                    case when takes then excluded.counters_version else s.counters_version end
               from (select $4::bigint > 0 and (excluded.counters_version > s.counters_version
                              or excluded.announced_at > coalesce(s.announced_at, s.updated_at) + $10::interval) as takes) t),
           (comments, comments_version) = (
             select case when takes then excluded.comments else s.comments end,
                    case when takes then excluded.comments_version else s.comments_version end
               from (select $6::bigint > 0 and (excluded.comments_version > s.comments_version
                              or excluded.announced_at > coalesce(s.announced_at, s.updated_at) + $10::interval) as takes) t),
           updated_at = excluded.updated_at,
           announced_at = greatest(s.announced_at, excluded.announced_at)
     where excluded.counters_version > s.counters_version or excluded.comments_version > s.comments_version
        or (excluded.announced_at > coalesce(s.announced_at, s.updated_at) + $10::interval
            and (($4::bigint > 0 and excluded.counters_version < s.counters_version)
              or ($6::bigint > 0 and excluded.comments_version < s.comments_version)))
    returning page_key
  )
  select impossible, exists (select from applied) as applied from judged`;

export const NEWEST_SNAPSHOT = `
  -- When a snapshot was applied last. Reads the table once, when the service starts.
  select max(updated_at) as newest from engagement_snapshot`;
