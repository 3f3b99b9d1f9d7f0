export const LEASE_RENDERING = `
  -- The place after which one process goes on rendering, for a minute; none where all is done, or another process is at it.
  -- $1 renderer version
  insert into rendering_progress as r (renderer_version, leased_until)
  values ($1::int, now() + interval '1 minute')
  on conflict (renderer_version) do update set leased_until = excluded.leased_until
   where not r.done and r.leased_until < now()
  returning r.last_site as "siteId", r.last_comment as id`;

export const STORE_PROGRESS = `
  -- $1 renderer version, $2 site and $3 id of the comment that was rendered last, $4 whether it was the last one
  update rendering_progress
     set last_site = $2::text, last_comment = $3::uuid, done = $4::boolean, leased_until = '-infinity'
   where renderer_version = $1::int`;
