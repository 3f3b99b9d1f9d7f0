export const NAME_MENTIONS_ANEW = `
  -- Comments that mention a reader say the name that the reader has now, in their Markdown and as they are shown (escaped as the renderer does).
  -- The caller holds the pages. Walks the index comment_mention_reader. $1 site, $2 reader, $3 pages, $4 their comments versions (arrays side by side)
  with named as (
    select id,
           -- A backslash means something in a replacement.
           replace(translate(name, E'[]\\\\\\n', ''), E'\\\\', E'\\\\\\\\') as label,
           replace(replace(replace(replace(name, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), E'\\\\', E'\\\\\\\\') as shown
      from reader
     where site_id = $1::text and id = $2::uuid
  )
  update comment c
     set body = regexp_replace(c.body, '\\[@[^][\\n]*\\]\\(mention:' || named.id || '\\)', '[@' || named.label || '](mention:' || named.id || ')', 'g'),
         html = regexp_replace(c.html, '(<bdi class="aw-mention" data-reader="' || named.id || '">)@[^<]*<', '\\1@' || named.shown || '<', 'g'),
         changed_version = case when c.listed then t.version else c.changed_version end
    from named
    join comment_mention m on m.site_id = $1::text and m.reader_id = named.id
   cross join unnest($3::uuid[], $4::bigint[]) as t (page_id, version)
   where c.site_id = $1::text and c.id = m.comment_id and c.page_id = t.page_id and c.body is not null
  returning c.page_id as "pageId"`;
