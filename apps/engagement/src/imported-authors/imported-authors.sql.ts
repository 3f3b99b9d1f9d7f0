export const AUTHORS_OF_ADDRESS = `
  -- Imported readers with an address, of the site. $1 site, $2 hash of the address
  select reader_id as id from imported_email where site_id = $1::text and email_hash = $2::bytea`;

export const PASS_BY_IMPORTS = `
  -- No import or undo of the site begins before the transaction ends; not got while one works. $1 site
  select pg_try_advisory_xact_lock_shared(hashtextextended('afterword import ' || $1::text, 0)) as free`;

export const HOLD_AUTHORS = `
  -- Nobody else claims them, or erases them. $1 site, $2 readers
  select id from reader where site_id = $1::text and id = any($2::uuid[]) and deleted_at is null order by id for update`;

export const HOLD_SUBJECT = `
  -- Before any page, as everywhere. $1 site, $2 subject of single sign-on
  select from reader where site_id = $1::text and sso_subject = $2::text for no key update`;

export const PAGES_OF_AUTHORS = `
  -- Pages below which something of theirs is stored. $1 site, $2 readers, $3 most pages
  select site_id as "siteId", page_id as "pageId"
    from (select site_id, page_id from comment where site_id = $1::text and reader_id = any($2::uuid[])
          union
          select site_id, page_id from reaction where site_id = $1::text and reader_id = any($2::uuid[])) p
   limit $3::int`;

export const TAKE_COMMENTS = `
  -- The caller holds the pages. $1 site, $2 from readers, $3 to a reader, $4 pages
  update comment set reader_id = $3::uuid
   where site_id = $1::text and reader_id = any($2::uuid[]) and page_id = any($4::uuid[])`;

export const DROP_SECOND_VOTES = `
  -- A reader counts once: what the reader marked already, or more of the imported readers did, goes. The caller holds the pages.
  -- $1 site, $2 from readers, $3 to a reader, $4 pages
  delete from reaction r
   where r.site_id = $1::text and r.reader_id = any($2::uuid[]) and r.page_id = any($4::uuid[])
     and exists (
       select from reaction o
        where o.site_id = r.site_id and o.target_id = r.target_id and o.kind = r.kind
          and (o.reader_id = $3::uuid or (o.reader_id = any($2::uuid[]) and o.reader_id < r.reader_id)))
  returning r.target_id as "commentId", r.kind, r.page_id as "pageId"`;

export const LOWER_SCORES = `
  -- Keeps the rank that each had, as for any other reaction that goes. $1 site, $2 comments, $3 by how much, $4 the pages' comments versions
  -- (arrays side by side, a comment at most once)
  with t as (
    select * from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as t (id, by, version)
  ), former as (
    insert into comment_former_rank (site_id, page_id, version, comment_id, pinned, score)
    select c.site_id, c.page_id, t.version, c.id, c.pinned, c.score
      from t
      join comment c on c.site_id = $1::text and c.id = t.id
     where c.parent_id is null
    on conflict do nothing
  )
  update comment c set score = c.score - t.by, changed_version = t.version
    from t
   where c.site_id = $1::text and c.id = t.id`;

export const TAKE_VOTES = `
  -- The caller holds the pages. $1 site, $2 from readers, $3 to a reader, $4 pages
  update reaction set reader_id = $3::uuid
   where site_id = $1::text and reader_id = any($2::uuid[]) and page_id = any($4::uuid[])`;

export const TAKE_WALLET_OF_AUTHOR = `
  -- What an imported reader was rewarded with, where the reader has no wallet. $1 site, $2 from readers, $3 to a reader
  update account set owner_id = $3::uuid
   where id = (select id from account where site_id = $1::text and kind = 'wallet' and owner_id = any($2::uuid[]) order by id limit 1)
     and site_id = $1::text
     and not exists (select from account o where o.site_id = $1::text and o.kind = 'wallet' and o.owner_id = $3::uuid)`;

export const TAKE_RESTRICTION_OF_AUTHOR = `
  -- Who was restricted for what they wrote stays so, unless the reader is restricted already. $1 site, $2 from readers, $3 to a reader
  with former as (
    select o.site_id, o.id, o.restriction, o.restricted_until, o.restriction_message, o.was_muted
      from reader o, reader n
     where o.site_id = $1::text and o.id = any($2::uuid[]) and o.restriction is not null
       and n.site_id = $1::text and n.id = $3::uuid and n.restriction is null
     order by o.id
     limit 1
  ), moved as (
    update reader_restriction r set reader_id = $3::uuid
      from former
     where r.site_id = former.site_id and r.reader_id = former.id and r.ended_at is null
  )
  update reader n
     set restriction = former.restriction, restricted_until = former.restricted_until,
         restriction_message = former.restriction_message, was_muted = former.was_muted
    from former
   where n.site_id = $1::text and n.id = $3::uuid`;

export const DELETE_CLAIMED_AUTHORS = `
  -- Of whom nothing is left, with the hashes of their addresses. A newer export of the source brings them again. $1 site, $2 readers
  delete from reader r
   where r.site_id = $1::text and r.id = any($2::uuid[]) and r.role = 'guest' and r.sso_subject is null
     and not exists (select from comment c where c.site_id = r.site_id and c.reader_id = r.id)
     and not exists (select from reaction a where a.site_id = r.site_id and a.reader_id = r.id)
     and not exists (select from share s where s.site_id = r.site_id and s.reader_id = r.id)
     and not exists (select from account o where o.site_id = r.site_id and o.owner_id = r.id and o.kind = 'wallet')`;
