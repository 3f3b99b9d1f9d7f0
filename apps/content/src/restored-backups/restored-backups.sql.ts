export const DELETE_NEWER_SNAPSHOTS = `
  -- Snapshots that may be newer than engagement's database: a page that it does not have would be shown for ever. The others are announced
  -- again. $1 the moment of engagement's database, $2 interval by which clocks may differ
  delete from engagement_snapshot where coalesce(announced_at, updated_at) > $1::timestamptz - $2::interval`;

export const SKIP_ARTICLE_VERSIONS = `
  -- Versions that articles were given after the moment are not given again: whoever edits one by an old version is refused. $1 how many
  select setval('article_version_number', last_value + $1::bigint) from article_version_number`;
