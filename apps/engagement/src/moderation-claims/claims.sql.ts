/** The name of whoever claims. The operator is nobody in the database. */
const NAMED = `
    left join staff on staff.id = m.actor_id
    left join reader on reader.site_id = m.site_id and reader.id = m.actor_id`;
const COLUMNS = `m.comment_id as comment, m.actor_id as "actorId", coalesce(staff.name, reader.name, 'Operator') as name, m.until`;

export const CLAIMABLE = `
  -- $1 site, $2 comment
  select from comment where site_id = $1::text and id = $2::uuid and status <> 'deleted'`;

export const CLAIM = `
  -- Claims a comment, or keeps the claim, where nobody else's has not ended. $1 site, $2 comment, $3 who, or null for the operator, $4 now,
  -- $5 until
  insert into moderation_claim as known (site_id, comment_id, actor_id, until)
  values ($1::text, $2::uuid, $3::uuid, $5::timestamptz)
  on conflict (comment_id, site_id) do update set actor_id = excluded.actor_id, until = excluded.until
   where known.until <= $4::timestamptz or known.actor_id is not distinct from excluded.actor_id`;

export const READ_CLAIM = `
  -- $1 site, $2 comment
  select ${COLUMNS} from moderation_claim m ${NAMED} where m.site_id = $1::text and m.comment_id = $2::uuid`;

export const LEAVE_OTHERS = `
  -- Nobody looks at two comments of a site. A statement of its own: two people who go to each other's comment must not wait for each other.
  -- $1 site, $2 the comment that stays, $3 who, or null for the operator
  delete from moderation_claim
   where site_id = $1::text and comment_id <> $2::uuid and actor_id is not distinct from $3::uuid`;

export const LEAVE = `
  -- $1 site, $2 comment, $3 who, or null for the operator
  delete from moderation_claim where site_id = $1::text and comment_id = $2::uuid and actor_id is not distinct from $3::uuid`;

export const CLAIMS_OF_SITES = `
  -- Who looks at what. There are as many rows as moderators at work. $1 sites, $2 now
  select m.site_id as "siteId", ${COLUMNS} from moderation_claim m ${NAMED}
   where m.site_id = any($1::text[]) and m.until > $2::timestamptz
   order by m.site_id, m.comment_id`;

export const FORGET_CLAIMS = `
  -- $1 now
  delete from moderation_claim where until <= $1::timestamptz`;
