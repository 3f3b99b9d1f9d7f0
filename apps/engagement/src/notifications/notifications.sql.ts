import { mailDueAt } from './mail-due-at.sql';

/** Comments of a thread that are looked at, from the new one up. Deeper ones have more above them than anybody reads. */
const MOST_ANCESTORS = 1_000;

export const RECIPIENTS_OF_COMMENT = `
  -- Who is told of a comment that readers can see, and as what: as the author of what it answers, by name, or as a follower. Not its own author, nobody who is gone,
  -- nobody of a comment that is older than notifications get, and nobody who began to follow after it. Holds the readers against being
  -- erased meanwhile. $1 site, $2 comment, $3 days, $4 when readers could see it, cut to milliseconds as the times of follows are rounded
  with recursive said as (
    select id, page_id, parent_id, reader_id from comment
     where site_id = $1::text and id = $2::uuid and status = 'published' and created_at > now() - make_interval(days => $3::int)
  ), above as (
    select parent_id as id, 1 as step from said where parent_id is not null
    union all
    select c.parent_id, above.step + 1
      from above
      join comment c on c.site_id = $1::text and c.id = above.id
     where c.parent_id is not null and above.step < ${MOST_ANCESTORS}
  ), concerned as (
    select parent.reader_id, 1 as rank
      from said
      join comment parent on parent.site_id = $1::text and parent.id = said.parent_id
     where parent.status <> 'deleted'
    union all
    select m.reader_id, 2
      from said
      join comment_mention m on m.site_id = $1::text and m.comment_id = said.id
    union all
    select f.reader_id, 3
      from (select page_id as id from said union all select id from above) target
      join follow f on f.site_id = $1::text and f.target_id = target.id
     where f.created_at < $4::timestamptz + interval '2 milliseconds'
  ), once as (
    select reader_id, min(rank) as rank from concerned group by reader_id
  )
  select r.id, case once.rank when 1 then 'reply' when 2 then 'mention' else 'comment' end as type
    from once
    join reader r on r.site_id = $1::text and r.id = once.reader_id
   where r.deleted_at is null and r.id <> (select reader_id from said)
   order by r.id
     for share of r`;

export const AUTHOR_OF_COMMENT = `
  -- Who wrote a comment that has a status. Holds the reader against being erased meanwhile. $1 site, $2 comment, $3 status or null
  select r.id
    from comment c
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   where c.site_id = $1::text and c.id = $2::uuid and r.deleted_at is null
     and case when $3::text is null then c.status <> 'deleted' else c.status = $3::text end
     for share of r`;

export const HOLD_READERS = `
  -- Those of some readers who are not gone, held against being erased meanwhile. $1 site, $2 readers
  select id from reader
   where site_id = $1::text and id = any($2::uuid[]) and deleted_at is null
   order by id
     for share`;

export const ADD_NOTIFICATIONS = `
  -- Nobody is told of the same twice. Says what is to become of it by mail: where the installation sends mail ($11), to a confirmed address,
  -- as its reader wants. A digest goes at the next full hour, or at eight in the morning where the reader is.
  -- $1 site, $2 readers, $3 ids, $4 types (arrays side by side), $5 what it tells of, $6 page, $7 comment or null, $8 who did
  -- it or null, $9 decision or null, $10 amount or null, $11 whether there is mail. A push is due at once for each browser of the
  -- reader. The browsers are held against being forgotten meanwhile.
  with added as (
    insert into notification
           (site_id, reader_id, id, type, about_id, page_id, comment_id, actor_id, decision, amount, created_at, mail, mail_due_at, mail_digest)
    select $1::text, t.reader_id, t.id, t.type, $5::uuid, $6::uuid, $7::uuid, $8::uuid, $9::text, $10::bigint, clock_timestamp(),
           case when not $11::boolean then 'off' when a.choice is null then 'no-address' when a.complained then 'complained' when a.bounced then 'bounced'
                when a.choice = 'off' then 'muted' else 'waiting' end,
           case when $11::boolean and not a.bounced then ${mailDueAt('a.choice', 'a.time_zone')} end,
           coalesce(a.choice in ('hourly', 'daily', 'weekly'), false)
      from unnest($2::uuid[], $3::uuid[], $4::text[]) as t (reader_id, id, type)
      left join lateral (
             select case t.type when 'reply' then m.replies when 'mention' then m.mentions when 'comment' then m.comments when 'decision' then m.decisions else m.rewards end as choice,
                    m.bounced_at is not null as bounced, m.complained, m.time_zone
               from reader_mail m
              where m.site_id = $1::text and m.reader_id = t.reader_id and m.email is not null and m.confirmed_at is not null
           ) a on true
    on conflict (about_id, reader_id, site_id) do nothing
    returning reader_id, id
  )
  insert into push_delivery (site_id, reader_id, notification_id, endpoint_hash)
  select $1::text, added.reader_id, added.id, p.endpoint_hash
    from added
    join push_subscription p on p.reader_id = added.reader_id and p.site_id = $1::text
     for key share of p`;

export const TAKE_BACK_NOTIFICATIONS = `
  -- What is not so any more. Gives those that nobody has read. $1 site, $2 what they tell of, $3 type
  with gone as (
    delete from notification where site_id = $1::text and about_id = $2::uuid and type = $3::text
    returning id, read_at
  )
  select id from gone where read_at is null`;

/** Whether the reader of a notification `n` about the comment `c` is shown it. */
const SHOWN = `
  case n.type when 'reward' then n.comment_id is null or coalesce(c.status <> 'deleted', false)
              when 'decision' then coalesce(c.status <> 'deleted', false)
              else coalesce(c.visible, false)
  end`;

/** More of a text than an excerpt has: its spaces are folded afterwards. */
const EXCERPT_CHARACTERS = 2_000;

const COLUMNS = `
  n.id, n.type, n.created_at as at, n.read_at as "readAt", n.mail, n.mail_at as "mailAt", n.pushed_at as "pushedAt",
  n.pushed_at is null and exists (
    select from push_delivery d where d.reader_id = n.reader_id and d.notification_id = n.id and d.site_id = n.site_id
  ) as "isPushDue",
  n.push_missed as "pushMissed", n.push_missed_at as "pushMissedAt", n.decision, n.amount::int as amount, ${SHOWN} as "isShown",
  jsonb_build_object('key', p.key, 'url', p.url, 'title', p.title) as page, n.comment_id as "commentId",
  c.parent_id as "parentId", case when c.visible or n.type = 'decision' then left(c.body, ${EXCERPT_CHARACTERS}) end as text,
  case when actor.id is not null
       then jsonb_build_object('id', actor.id, 'name', actor.name, 'avatarUrl', actor.avatar_url, 'role', actor.role) end as actor`;

const JOINS = `
    left join comment c on c.site_id = n.site_id and c.id = n.comment_id
    join page p on p.site_id = n.site_id and p.id = coalesce(c.page_id, n.page_id)
    left join reader actor on actor.site_id = n.site_id and actor.id = n.actor_id and actor.deleted_at is null`;

export const LIST_NOTIFICATIONS = `
  -- The newest first. $1 site, $2 reader, $3 before this id, $4 limit, $5 whether those too that the reader is not shown
  select ${COLUMNS}
    from notification n ${JOINS}
   where n.site_id = $1::text and n.reader_id = $2::uuid and n.id < $3::uuid and ($5::boolean or ${SHOWN})
   order by n.id desc
   limit $4::int`;

export const LIST_UNREAD_NOTIFICATIONS = `
  -- As above, of those that are not read. Walks the index notification_unread.
  select ${COLUMNS}
    from notification n ${JOINS}
   where n.site_id = $1::text and n.reader_id = $2::uuid and n.id < $3::uuid and n.read_at is null and ($5::boolean or ${SHOWN})
   order by n.id desc
   limit $4::int`;

export const STATES_OF_BATCH = `
  -- What goes into a mail, the newest first, and whether it is still to be told. $1 site, $2 reader, $3 batch
  select n.id, case when n.read_at is not null then 'read' when ${SHOWN} then 'told' else 'hidden' end as state
    from notification n
    left join comment c on c.site_id = n.site_id and c.id = n.comment_id
   where n.site_id = $1::text and n.reader_id = $2::uuid and n.mail_batch = $3::uuid and n.mail_due_at is not null
   order by n.id desc`;

export const NOTIFICATIONS_BY_ID = `
  -- The newest first. $1 site, $2 reader, $3 notifications
  select ${COLUMNS}
    from notification n ${JOINS}
   where n.site_id = $1::text and n.reader_id = $2::uuid and n.id = any($3::uuid[])
   order by n.id desc`;

export const COUNT_UNREAD = `
  -- What the reader is shown and has not read, up to a limit. $1 site, $2 reader, $3 limit
  select count(*)::int as unread
    from (select from notification n
            left join comment c on c.site_id = n.site_id and c.id = n.comment_id
           where n.site_id = $1::text and n.reader_id = $2::uuid and n.read_at is null and ${SHOWN}
           limit $3::int) t`;

export const READ_NOTIFICATIONS = `
  -- $1 site, $2 reader, $3 notifications
  update notification set read_at = now()
   where site_id = $1::text and reader_id = $2::uuid and id = any($3::uuid[]) and read_at is null`;

export const READ_UNTIL = `
  -- $1 site, $2 reader, $3 the last time that is read
  update notification set read_at = now()
   where site_id = $1::text and reader_id = $2::uuid and read_at is null and created_at <= $3::timestamptz`;

export const DELETE_EXPIRED_NOTIFICATIONS = `
  -- $1 days, $2 limit
  delete from notification
   where (reader_id, id, site_id) in (
           select reader_id, id, site_id from notification
            where created_at < now() - make_interval(days => $1::int)
            order by created_at
            limit $2::int
              for update skip locked
         )`;
