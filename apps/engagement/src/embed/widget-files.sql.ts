export const TAKE_TURNS = `
  -- Serializes processes that start at the same time; readers are not blocked.
  lock table widget_file in share row exclusive mode`;

export const KEEP_FILES = `
  -- $1 names, $2 bodies
  insert into widget_file (name, body)
  select * from unnest($1::text[], $2::bytea[])
  on conflict (name) do update set replaced_at = null where widget_file.replaced_at is not null`;

export const MARK_REPLACED = `
  -- $1 names that are not replaced
  update widget_file set replaced_at = now() where replaced_at is null and name <> all($1::text[])`;

export const FORGET_REPLACED = `
  -- $1 days
  delete from widget_file where replaced_at < now() - make_interval(days => $1::int)`;

export const FIND_FILE = `
  -- $1 name
  select body from widget_file where name = $1::text`;
