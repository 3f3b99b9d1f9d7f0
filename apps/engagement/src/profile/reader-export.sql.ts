// Each gives up to $3 rows after the position $4 (of reactions: and $5), in the order of its index. $1 site, $2 reader.

export const READER = `
  -- $1 site, $2 reader
  select id, name, avatar_url as "avatarUrl", role, email, sso_subject as "ssoSubject", created_at as "createdAt"
    from reader where site_id = $1::text and id = $2::uuid`;

export const SESSIONS = `
  -- $1 site, $2 reader
  select created_at as "createdAt", expires_at as "expiresAt" from session
   where site_id = $1::text and reader_id = $2::uuid
   order by created_at`;

export const AUTHORED_PAGES = `
  -- $1 site, $2 reader
  select a.key as page, a.created_at as "createdAt"
    from reader r
    join page_author a on a.site_id = r.site_id and (a.reader_id = r.id or a.sso_subject = r.sso_subject)
   where r.site_id = $1::text and r.id = $2::uuid
   order by a.key`;

export const COMMENTS = `
  select c.id, p.key as page, c.parent_id as "parentId",
         case c.status when 'muted' then 'published' when 'spam' then 'rejected' else c.status end as status, c.body, c.created_at as "createdAt",
         c.edited_at as "editedAt"
    from comment c
    join page p on p.site_id = c.site_id and p.id = c.page_id
   where c.site_id = $1::text and c.reader_id = $2::uuid and c.id > $4::uuid
   order by c.id
   limit $3::int`;

export const EARLIER_TEXTS = `
  select t.id, t.comment_id as "commentId", t.body, t.replaced_at as "replacedAt"
    from comment c
    join comment_earlier_text t on t.comment_id = c.id and t.site_id = c.site_id
   where c.site_id = $1::text and c.reader_id = $2::uuid and t.id > $4::uuid
   order by t.id
   limit $3::int`;

export const REACTIONS = `
  select p.key as page, nullif(r.target_id, r.page_id) as "commentId", r.kind, r.named, r.created_at as "createdAt",
         r.target_id as position, r.kind as "kindPosition"
    from reaction r
    join page p on p.site_id = r.site_id and p.id = r.page_id
   where r.site_id = $1::text and r.reader_id = $2::uuid and (r.target_id, r.kind) > ($4::uuid, $5::text)
   order by r.target_id, r.kind
   limit $3::int`;

export const MAIL = `
  -- $1 site, $2 reader
  select email, confirmed_at as "confirmedAt", bounced_at as "bouncedAt", replies, mentions, comments, decisions, rewards,
         replies_push as "repliesPush", mentions_push as "mentionsPush", comments_push as "commentsPush", decisions_push as "decisionsPush",
         rewards_push as "rewardsPush", time_zone as "timeZone"
    from reader_mail
   where site_id = $1::text and reader_id = $2::uuid`;

export const BROWSERS = `
  -- $1 site, $2 reader
  select endpoint, language, created_at as "createdAt" from push_subscription
   where site_id = $1::text and reader_id = $2::uuid
   order by created_at`;

export const NOTIFICATIONS = `
  select n.id, n.type, p.key as page, n.comment_id as "commentId", n.decision, n.amount::int as amount, n.created_at as "createdAt",
         n.read_at as "readAt"
    from notification n
    left join comment c on c.site_id = n.site_id and c.id = n.comment_id
    join page p on p.site_id = n.site_id and p.id = coalesce(c.page_id, n.page_id)
   where n.site_id = $1::text and n.reader_id = $2::uuid and n.id > $4::uuid
   order by n.id
   limit $3::int`;

export const FOLLOWS = `
  select f.target_id as id, p.key as page, c.id as "commentId", f.created_at as "createdAt"
    from follow f
    left join comment c on f.is_comment and c.site_id = f.site_id and c.id = f.target_id
    join page p on p.site_id = f.site_id and p.id = coalesce(c.page_id, f.target_id)
   where f.site_id = $1::text and f.reader_id = $2::uuid and f.target_id > $4::uuid
   order by f.target_id
   limit $3::int`;

export const SHARES = `
  select s.id, p.key as page, s.channel, s.code, s.visits, s.created_at as "createdAt"
    from share s
    join page p on p.site_id = s.site_id and p.id = s.page_id
   where s.site_id = $1::text and s.reader_id = $2::uuid and s.id > $4::uuid
   order by s.id
   limit $3::int`;
