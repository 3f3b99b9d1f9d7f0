export const PUBLISHED_UP_TO = `
  -- How many published comments a reader has, counted up to a number. Walks the index comment_reader.
  -- $1 site, $2 reader, $3 most
  select count(*)::int as n
    from (select from comment
           where site_id = $1::text and reader_id = $2::uuid and status = 'published'
           limit $3::int) t`;

export const POSTED_WITHIN = `
  -- How many of a reader's latest comments are younger than some minutes. Walks the index comment_reader backwards.
  -- $1 site, $2 reader, $3 minutes, $4 most
  select count(*)::int as n
    from (select created_at from comment
           where site_id = $1::text and reader_id = $2::uuid
           order by id desc
           limit $4::int) t
   where created_at > now() - make_interval(mins => $3::int)`;

export const NEAR_DUPLICATES = `
  -- Texts of the last day whose similarity hash differs in at most three bits: of the reader, and by how many others.
  -- They are equal in one of four bands of 16 bits: four look-ups in the indexes comment_fingerprint_band_0 to _3.
  -- $1 site, $2 reader or null, $3 hash, $4 most texts that are compared
  select count(*) filter (where reader_id = $2::uuid)::int as own,
         count(distinct reader_id) filter (where reader_id is distinct from $2::uuid)::int as "otherReaders"
    from (select reader_id, fingerprint from comment_fingerprint
           where site_id = $1::text and created_at > now() - interval '1 day'
             and (   ((fingerprint >> 0) & 65535) = (($3::bigint >> 0) & 65535)
                  or ((fingerprint >> 16) & 65535) = (($3::bigint >> 16) & 65535)
                  or ((fingerprint >> 32) & 65535) = (($3::bigint >> 32) & 65535)
                  or ((fingerprint >> 48) & 65535) = (($3::bigint >> 48) & 65535))
           limit $4::int) t
   where bit_count((fingerprint # $3::bigint)::bit(64)) <= 3`;

export const PAGE_CREATED_AT = `
  -- $1 site, $2 one of the page's keys
  select p.created_at as "createdAt"
    from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where k.site_id = $1::text and k.key = $2::text`;

export const HOLD_SETTINGS = `
  -- What differs from the default settings, held against other changes. $1 site
  select moderation from site where id = $1::text for no key update`;

export const MERGE_SETTINGS = `
  -- $1 site, $2 the settings that change
  update site set moderation = moderation || $2::jsonb where id = $1::text`;

export const SET_MODERATION_SECRET = `
  -- $1 site, $2 name, $3 secret, or null for none
  update site
     set moderation_secrets = case when $3::text is null then moderation_secrets - $2::text
                                   else moderation_secrets || jsonb_build_object($2::text, $3::text) end
   where id = $1::text`;

export const MODERATION_SECRET = `
  -- $1 site, $2 name
  select moderation_secrets ->> $2::text as secret from site where id = $1::text`;

export const FORGET_FINGERPRINTS = `
  -- Those that no text is compared with any more, a thousand at a time.
  delete from comment_fingerprint
   where ctid = any(array(select ctid from comment_fingerprint where created_at < now() - interval '1 day' limit 1000))`;
