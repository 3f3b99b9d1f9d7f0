export const RECORD_ENTRIES = `
  -- Entries of a transaction, which are chained after its commit. Nothing waits for this. $1 ids, $2 sites, $3 entries (side by side)
  insert into moderation_log_waiting (id, site_id, entry)
  select * from unnest($1::uuid[], $2::text[], $3::text[])`;

export const RECORD_PRIVATE = `
  -- What identifies somebody. $1 entries, $2 sites, $3 parts, $4 persons, $5 values, $6 salts (side by side)
  insert into moderation_log_private (entry_id, site_id, part, person, value, salt)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[])`;

export const SITES_WAITING = `
  -- Sites with entries to chain; there are few at any time.
  select distinct site_id as "siteId" from moderation_log_waiting limit 100`;

export const OPEN_CHAIN = `
  -- The beginning of a site's chain, where it has none. No row where the site is gone. $1 site, $2 hash before the first entry
  insert into moderation_log_head (site_id, position, hash)
  select id, 0, $2::bytea from site where id = $1::text
  on conflict (site_id) do nothing`;

export const LOCK_CHAIN = `
  -- The end of a site's chain: who holds it adds the next entries. $1 site
  select position, hash from moderation_log_head where site_id = $1::text for update`;

export const TAKE_WAITING = `
  -- The next entries to chain, in the order in which they were made. $1 site, $2 most
  select id, entry from moderation_log_waiting where site_id = $1::text order by id limit $2::int`;

export const CHAIN_ENTRIES = `
  -- Moves entries into the chain. The caller holds its end.
  -- $1 site, $2 positions, $3 ids, $4 entries, $5 hashes before, $6 hashes (side by side)
  with chained as (
    insert into moderation_log (site_id, position, id, entry, previous, hash)
    select $1::text, * from unnest($2::bigint[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[])
    returning id
  )
  delete from moderation_log_waiting where site_id = $1::text and id in (select id from chained)`;

export const MOVE_HEAD = `
  -- $1 site, $2 position, $3 hash
  update moderation_log_head set position = $2::bigint, hash = $3::bytea where site_id = $1::text`;

export const HEAD = `
  -- $1 site
  select position, hash from moderation_log_head where site_id = $1::text`;

const WITH_PRIVATE = `
  select l.position, l.id, l.entry, l.previous, l.hash,
         b.value as "byValue", b.salt as "bySalt", s.value as "subjectValue", s.salt as "subjectSalt"
    from moderation_log l
    left join moderation_log_private b on b.entry_id = l.id and b.part = 'by' and b.site_id = l.site_id
    left join moderation_log_private s on s.entry_id = l.id and s.part = 'subject' and s.site_id = l.site_id`;

export const NEWEST_ENTRIES = `
  -- $1 site, $2 position to go on after, $3 limit
  ${WITH_PRIVATE}
   where l.site_id = $1::text and l.position < $2::bigint
   order by l.position desc
   limit $3::int`;

export const OLDEST_ENTRIES = `
  -- $1 site, $2 position to go on after, $3 limit
  ${WITH_PRIVATE}
   where l.site_id = $1::text and l.position > $2::bigint
   order by l.position
   limit $3::int`;

export const FORGET_PERSON = `
  -- What identifies a reader in the log of their site, as whom it is about or who decided. $1 site, $2 person
  delete from moderation_log_private where site_id = $1::text and person = $2::text`;
