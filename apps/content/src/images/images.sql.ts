export const STORE_IMAGE = `
  -- Does nothing where the image is stored already. $1 id, $2 type, $3 width, $4 height, $5 bytes
  insert into image (id, type, width, height, bytes) values ($1::text, $2::text, $3::int, $4::int, $5::bytea)
  on conflict (id) do nothing`;

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
