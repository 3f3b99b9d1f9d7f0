export const SLUG_OWNERS = `
  -- The articles that slugs and aliases belong to. $1 slugs
  select slug, id from article where slug = any($1::text[])
  union all
  select slug, article_id from article_alias where slug = any($1::text[])`;

export const CURRENT_SLUG = `
  -- The present slug of the published article with an alias. $1 alias
  select a.slug from article_alias l join article a on a.id = l.article_id
   where l.slug = $1::text and a.status = 'published'`;

export const ADDRESS_STATE = `
  -- What a rendered page depends on. Four index look-ups. $1 slug
  select a.status, a.version,
         coalesce(s.counters_version, 0) as "countersVersion", coalesce(s.comments_version, 0) as "commentsVersion",
         coalesce(t.version, 0) as "settingsVersion"
    from article a
    left join engagement_snapshot s on s.site_id = a.site_id and s.page_key = a.page_key
    left join site_settings t on t.site_id = a.site_id
   where a.slug = $1::text`;

export const VERSION_POSITION = `
  -- The position of a version by its name; 0 where there is none of that name. $1 slug, $2 language or "original"
  select coalesce(min(v.position), 0) as position
    from article a join article_version v on v.article_id = a.id
   where a.slug = $1::text and (lower(v.language) = lower($2::text) or ($2::text = 'original' and v.original))`;
