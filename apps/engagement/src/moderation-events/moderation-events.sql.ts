export const LOG_END = `
  -- Where a stream begins that tells what happens from now on: before every transaction that may still be under way.
  select pg_snapshot_xmin(pg_current_snapshot())::text as txid, '0' as position`;

export const COMMENT_EVENTS_AFTER = `
  -- What happened to comments of sites after a place in the log, with how the comments are now, in the order of the log
  -- (event-cursors.sql.ts). Walks the primary key from the place on: what other sites record meanwhile is skipped, not kept.
  -- $1 and $2 place, $3 sites, $4 types, $5 limit
  select e.txid::text, e.position::text, e.site_id as "siteId", e.type, c.id, c.status, c.edited_at as "editedAt",
         c.open_reports as "openReports"
    from event e
    left join comment c on c.site_id = e.site_id and c.id = coalesce((e.payload ->> 'commentId')::uuid, e.subject_id)
   where (e.txid, e.position) > ($1::text::xid8, $2::bigint)
     and e.txid < pg_snapshot_xmin(pg_current_snapshot())
     and e.site_id = any ($3::text[])
     and e.type = any ($4::text[])
   order by e.txid, e.position
   limit $5::int`;
