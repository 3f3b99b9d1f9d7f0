/** What a reader is restricted to now, and whether they ever were muted. @param reader the alias of the table `reader` */
export const restrictionNow = (reader: string) => `
         case when ${reader}.restricted_until is null or ${reader}.restricted_until > now()
              then ${reader}.restriction end as restriction,
         ${reader}.restricted_until as "restrictedUntil", ${reader}.restriction_message as "restrictionMessage",
         ${reader}.was_muted as "wasMuted"`;

export const MUTED_COMMENTS_OF_PAGES = `
  -- How many comments only their author sees, by key of the page. Walks the index comment_muted. $1 site, $2 keys, $3 reader
  select k.key, count(*)::int as count
    from page_key k
    join comment c on c.site_id = k.site_id and c.page_id = k.page_id
   where k.site_id = $1::text and k.key = any($2::text[]) and c.reader_id = $3::uuid and c.status = 'muted'
   group by k.key`;

export const KEY_OF_PAGE = `
  -- $1 site, $2 page
  select key from page where site_id = $1::text and id = $2::uuid`;
