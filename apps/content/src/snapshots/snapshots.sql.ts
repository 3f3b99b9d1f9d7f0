export const SNAPSHOT_STATES = `
  -- The states of a site's pages. Walks the primary key. $1 site, $2 page key to continue after, $3 limit
  select site_id as site, page_key as page, counters_version as "countersVersion", comments_version as "commentsVersion",
         counters
    from engagement_snapshot
   where site_id = $1::text and page_key > $2::text
   order by page_key
   limit $3::int`;

export const APPLY_SNAPSHOT = `
  -- Applies each part whose version is higher than the stored one. Returns a row where any was.
  -- $1 site, $2 page, $3 counters or null, $4 their version or 0, $5 comments or null, $6 their version or 0
  insert into engagement_snapshot as s
    (site_id, page_key, counters, counters_version, comments, comments_version, updated_at)
  values ($1::text, $2::text, $3::jsonb, $4::bigint, $5::jsonb, $6::bigint, now())
  on conflict (site_id, page_key) do update
     set counters = case when excluded.counters_version > s.counters_version then excluded.counters else s.counters end,
         counters_version = greatest(s.counters_version, excluded.counters_version),
         comments = case when excluded.comments_version > s.comments_version then excluded.comments else s.comments end,
         comments_version = greatest(s.comments_version, excluded.comments_version),
         updated_at = excluded.updated_at
   where excluded.counters_version > s.counters_version or excluded.comments_version > s.comments_version
  returning page_key`;

export const NEWEST_SNAPSHOT = `
  -- When a snapshot was applied last. Reads the table once, when the service starts.
  select max(updated_at) as newest from engagement_snapshot`;
