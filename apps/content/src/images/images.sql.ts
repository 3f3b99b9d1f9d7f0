export const STORE_IMAGE = `
  -- Does nothing where the image is stored already. $1 id, $2 type, $3 width, $4 height, $5 bytes, $6 pipeline version
  insert into image (id, type, width, height, bytes, pipeline)
  values ($1::text, $2::text, $3::int, $4::int, $5::bytea, $6::int)
  on conflict (id) do nothing`;

export const STORE_COPIES = `
  -- The smaller copies of an image. $1 id, $2 widths, $3 their bytes
  insert into image_copy (image_id, width, bytes)
  select $1::text, copy.width, copy.bytes from unnest($2::int[], $3::bytea[]) copy (width, bytes)
  on conflict (image_id, width) do nothing`;

export const STORED_IMAGE = `
  -- What of an image is stored, without its bytes; no row where it is not. $1 id
  select i.id, i.type, i.width, i.height,
         coalesce(array_agg(c.width order by c.width) filter (where c.width is not null), '{}') as widths
    from image i left join image_copy c on c.image_id = i.id
   where i.id = $1::text
   group by i.id`;

export const COPY_OF_IMAGE = `
  -- A smaller copy. $1 id, $2 width
  select bytes from image_copy where image_id = $1::text and width = $2::int`;

export const UNPROCESSED_IMAGE = `
  -- One image of an earlier pipeline, by the index image_pipeline. $1 pipeline version
  select id, type, bytes from image where pipeline < $1::int order by pipeline limit 1`;

export const REPLACE_BYTES = `
  -- Writes an image of an earlier pipeline anew in place, for pages that others have kept: no article names it any more, and it goes
  -- a month from now. $1 id, $2 width, $3 height, $4 bytes, $5 pipeline version
  update image set width = $2::int, height = $3::int, bytes = $4::bytea, pipeline = $5::int, created_at = now()
   where id = $1::text`;

export const NAMING_ARTICLES = `
  -- The articles whose versions name an image, by the index article_version_images. $1 the path of its URL
  select distinct article_id as id from article_version
   where images @> jsonb_build_array(jsonb_build_object('src', $1::text))`;

export const FORGET_IMAGES = `
  -- Deletes up to a hundred images that are older than 30 days and that no version names; cached pages may still load
  -- younger ones. Looks each up in the index article_version_images.
  delete from image
   where id = any(array(
     select i.id from image i
      where i.created_at < now() - interval '30 days'
        and not exists (select from article_version v
                         where v.images @> jsonb_build_array(
                           jsonb_build_object('src', '/images/' || i.id || '.' || i.type)))
      limit 100))`;
