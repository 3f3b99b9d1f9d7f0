export const STORE_IMAGE = `
  -- Bytes that are here already stay as they are. $1 id, $2 type, $3 width, $4 height, $5 bytes
  insert into image (id, type, width, height, bytes) values ($1::text, $2::text, $3::int, $4::int, $5::bytea)
  on conflict (id) do nothing`;

export const FORGET_IMAGES = `
  -- Pictures that no version has named for a month, a hundred at a time: copies of old pages may still ask for younger
  -- ones. Each is looked up in the index article_version_images.
  delete from image
   where id = any(array(
     select i.id from image i
      where i.created_at < now() - interval '30 days'
        and not exists (select from article_version v
                         where v.images @> jsonb_build_array(
                           jsonb_build_object('src', '/images/' || i.id || '.' || i.type)))
      limit 100))`;
