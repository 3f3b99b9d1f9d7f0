import { LIMITS } from '@afterword/contracts';

/** The columns of a comment as the queue shows it. */
const COLUMNS = `
  c.site_id as "siteId", c.id, c.page_id as "pageId", c.parent_id as "parentId", c.depth, c.reader_id as "readerId",
         c.body, c.html, c.status, c.pinned, c.featured, c.score, c.reply_count as "replyCount", c.listed, c.open_reports as "openReports",
         c.created_at as "createdAt", c.edited_at as "editedAt", c.verdicts,
         r.name as "authorName", r.avatar_url as "authorAvatarUrl", r.role as "authorRole",
         p.key as "pageKey", p.url as "pageUrl", p.title as "pageTitle",
         parent.status as "parentStatus", left(parent.body, ${LIMITS.parentExcerptLength}) as "parentExcerpt",
         parent_reader.name as "parentName"`;

/** What they are read from, beside the comment `c`: its author, its page and what it replies to. */
const JOINED = `
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
    join page p on p.site_id = c.site_id and p.id = c.page_id
    left join comment parent on parent.site_id = c.site_id and parent.id = c.parent_id
    left join reader parent_reader
           on parent_reader.site_id = parent.site_id and parent_reader.id = parent.reader_id and parent.status <> 'deleted'`;

const ITEM = `select ${COLUMNS} from comment c ${JOINED}`;

/** Conditions by queue. Statements name the status, so that the planner finds the partial index `comment_queue`. */
const STATUS = {
  pending: `c.status = 'pending'`,
  reported: `c.open_reports > 0 and c.status <> 'deleted'`,
  spam: `c.status = 'spam'`,
  rejected: `c.status = 'rejected'`,
  muted: `c.status = 'muted'`,
  removed: `c.status = 'removed'`,
  published: `c.status = 'published'`,
  all: `c.status <> 'deleted'`,
} as const;

const ORDER = { newest: { order: 'desc', after: '<' }, oldest: { order: 'asc', after: '>' } } as const;

/**
 * Conditions of a search. $4 pattern of the text for `like`, or null where none is searched for, $5 reader or null, $6 page key or null. A text
 * that is not frequent is found by the index comment_queue_text, but among published comments.
 */
const searched = (hasText: boolean) => `
     and ${hasText ? 'lower(c.body) like lower($4::text)' : '$4::text is null'}
     and ($5::uuid is null or c.reader_id = $5::uuid)
     and ($6::text is null or c.page_id = (select page_id from page_key where site_id = $1::text and key = $6::text))`;

/** Which comments, and whether a text is searched for. */
export interface QueueStatement {
  status: keyof typeof STATUS;
  hasText: boolean;
}

export const PLAN_FOR_VALUES = `
  -- How frequent a text is decides how it is found, so a plan for any text would be the wrong one.
  set local plan_cache_mode = force_custom_plan`;

export const queueStatement = ({ status, hasText }: QueueStatement, sort: keyof typeof ORDER) => `
  -- A queue of moderation from a position, walking the index comment_queue (queues) or comment_pkey (published, all).
  -- $1 site, $2 id to go on after, $3 limit, $4..$6 what is searched
  ${ITEM}
   where c.site_id = $1::text and ${STATUS[status]} and c.id ${ORDER[sort].after} $2::uuid ${searched(hasText)}
   order by c.id ${ORDER[sort].order}
   limit $3::int`;

export const reportedStatement = ({ status, hasText }: QueueStatement) => `
  -- The comments of a queue whose reports weigh something, the heaviest first and then the oldest, walking the index reported_comment_weight.
  -- $1 site, $2 id to go on after, $3 limit, $4..$6 what is searched, $7 the weight to go on after
  select ${COLUMNS}, w.weight
    from reported_comment w
    join comment c on c.site_id = w.site_id and c.id = w.comment_id ${JOINED}
   where w.site_id = $1::text and w.weight > 0 and w.weight <= $7::real
     and (w.weight < $7::real or w.comment_id > $2::uuid) and ${STATUS[status]} ${searched(hasText)}
   order by w.weight desc, w.comment_id
   limit $3::int`;

export const unreportedStatement = ({ status, hasText }: QueueStatement) => `
  -- The comments of a queue that come after those, the oldest first. Parameters as of queueStatement
  ${ITEM}
   where c.site_id = $1::text and ${STATUS[status]} and c.id > $2::uuid ${searched(hasText)}
     and not exists (
       select from reported_comment w where w.comment_id = c.id and w.site_id = c.site_id and w.weight > 0
     )
   order by c.id
   limit $3::int`;

export const MODERATED_COMMENT = `
  -- $1 site, $2 comment
  ${ITEM}
   where c.site_id = $1::text and c.id = $2::uuid`;

export const TEXTS_THAT_WERE_SEEN = `
  -- The last text of comments that readers saw before their author edited it. Walks comment_earlier_text_comment. $1 site, $2 comments
  select distinct on (comment_id) comment_id as "commentId", body, replaced_at as at
    from comment_earlier_text
   where site_id = $1::text and comment_id = any($2::uuid[]) and status = 'published'
   order by comment_id, id desc`;

export const EARLIER_TEXTS = `
  -- The texts that a comment had before, the newest first. $1 site, $2 comment, $3 limit
  select body, status, replaced_at as at from comment_earlier_text
   where site_id = $1::text and comment_id = $2::uuid
   order by id desc
   limit $3::int`;

/** How many rows there are, up to a limit: a long queue costs as much to count as a short one. */
const upTo = (condition: string) =>
  `(select count(*)::int from (select from comment where site_id = $1::text and ${condition} limit $2::int) c)`;

export const QUEUE_COUNTS = `
  -- How many comments wait, up to a limit for each queue. Walks comment_queue and comment_reported: 2.4 ms with 100,000 that wait and a
  -- limit of 10,000, where counting all of them took 255 ms and read the whole table after many had changed. $1 site, $2 limit
  select ${upTo(`status = 'pending'`)} as pending,
         ${upTo(`status = 'spam'`)} as spam,
         ${upTo(`open_reports > 0 and status <> 'deleted'`)} as reported`;

export const AUTHOR_COUNTS = `
  -- How many comments of each status readers have, each reader's latest thousand. $1 site, $2 readers
  select t.reader_id as "readerId",
         count(*) filter (where c.status = 'published')::int as published,
         count(*) filter (where c.status = 'pending')::int as pending,
         count(*) filter (where c.status in ('rejected', 'spam', 'removed'))::int as rejected
    from unnest($2::uuid[]) as t (reader_id)
   cross join lateral (
     select status from comment
      where site_id = $1::text and reader_id = t.reader_id
      order by id desc
      limit 1000
   ) c
   group by 1`;

export const COMMENTS_TO_DECIDE = `
  -- The comments of a decision, with what they are now. $1 site, $2 comments
  select site_id as "siteId", page_id as "pageId", id, reader_id as "readerId", status, edited_at as "editedAt" from comment
   where site_id = $1::text and id = any($2::uuid[])`;

export const COMMENTS_TO_REMOVE = `
  -- What a reader wrote and readers see, or would see. Walks comment_reader. $1 site, $2 reader
  select site_id as "siteId", page_id as "pageId", id from comment
   where site_id = $1::text and reader_id = $2::uuid and status in ('published', 'pending', 'muted')
   order by id`;

export const STORE_DECISION = `
  -- $1 site, $2 id, $3 decision, $4 the reader or member of staff who decides, or null for the operator
  insert into moderation_decision (site_id, id, decision, actor_id) values ($1::text, $2::uuid, $3::text, $4::uuid)`;

export const LOCK_DECISION = `
  -- $1 site, $2 id
  select undone_at as "undoneAt" from moderation_decision where site_id = $1::text and id = $2::uuid for update`;

export const MARK_UNDONE = `
  -- $1 site, $2 id
  update moderation_decision set undone_at = now() where site_id = $1::text and id = $2::uuid`;

export const CHANGES_OF_DECISION = `
  -- What a decision did: each comment with its status before and after, and whether that was its last change.
  -- $1 site, $2 decision
  select s.site_id as "siteId", c.page_id as "pageId", s.comment_id as id, s.from_status as "from", s.to_status as "to",
         not exists (select from comment_status later where later.comment_id = s.comment_id and later.id > s.id) as "isLast"
    from comment_status s
    join comment c on c.site_id = s.site_id and c.id = s.comment_id
   where s.site_id = $1::text and s.decision_id = $2::uuid and s.cause <> 'decision-undone'`;
