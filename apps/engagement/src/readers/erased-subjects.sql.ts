export const REMEMBER_ERASED = `
  -- Who a subject was before they erased themselves. $1 site, $2 hash of the subject, $3 reader
  insert into erased_subject (site_id, subject_hash, reader_id) values ($1::text, $2::bytea, $3::uuid)
  on conflict (site_id, subject_hash) do update set reader_id = excluded.reader_id, erased_at = now()`;

export const RETURN_ERASED = `
  -- Gives who a subject was, once. $1 site, $2 hash of the subject
  delete from erased_subject where site_id = $1::text and subject_hash = $2::bytea
  returning reader_id as "readerId"`;

export const PAGES_OF_ERASED = `
  -- The pages that a subject marked or shared before they erased themselves. $1 site, $2 hash of the subject
  select e.site_id as "siteId", r.page_id as "pageId"
    from erased_subject e
    join reaction r on r.site_id = e.site_id and r.reader_id = e.reader_id
   where e.site_id = $1::text and e.subject_hash = $2::bytea
  union
  select e.site_id, s.page_id
    from erased_subject e
    join share s on s.site_id = e.site_id and s.reader_id = e.reader_id
   where e.site_id = $1::text and e.subject_hash = $2::bytea`;

export const TAKE_REACTIONS = `
  -- $1 site, $2 from a reader, $3 to a new one
  update reaction set reader_id = $3::uuid where site_id = $1::text and reader_id = $2::uuid`;

export const TAKE_SHARES = `
  -- $1 site, $2 from a reader, $3 to a new one
  update share set reader_id = $3::uuid where site_id = $1::text and reader_id = $2::uuid`;

export const TAKE_WALLET = `
  -- $1 site, $2 from a reader, $3 to a new one, who has no wallet
  update account set owner_id = $3::uuid where site_id = $1::text and kind = 'wallet' and owner_id = $2::uuid`;

export const TAKE_RESTRICTION = `
  -- Who was restricted stays so. $1 site, $2 from a reader, $3 to a new one
  with moved as (
    update reader_restriction set reader_id = $3::uuid
     where site_id = $1::text and reader_id = $2::uuid and ended_at is null
  )
  update reader n
     set restriction = former.restriction, restricted_until = former.restricted_until,
         restriction_message = former.restriction_message, was_muted = former.was_muted
    from reader former
   where n.site_id = $1::text and n.id = $3::uuid and former.site_id = $1::text and former.id = $2::uuid
     and former.restriction is not null`;

export const FORGET_ERASED = `
  -- A thousand at a time. Walks erased_subject_age. $1 days
  delete from erased_subject
   where ctid = any(array(
     select ctid from erased_subject where erased_at < now() - make_interval(days => $1::int) limit 1000))`;
