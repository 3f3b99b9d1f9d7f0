import { LIMITS } from '@afterword/contracts';
import { mailDueAt } from '../notifications';

const HELD_DUE = mailDueAt('s.mail_held', 's.time_zone');
const REPORTED_DUE = mailDueAt('s.mail_reported', 's.time_zone');

export const TELL_MODERATORS = `
  -- A comment waits for the staff of its site: each gets a mail when they want one. Their rows are locked before the time is taken, so that
  -- no mail under way tells of more than it has seen. A comment whose reports are open already was told.
  -- $1 site, $2 comment, $3 'held' or 'reported'
  with told as (
    insert into moderation_mail as m (staff_id, site_id, due_at)
    select r.staff_id, r.site_id, case $3::text when 'held' then ${HELD_DUE} else ${REPORTED_DUE} end
      from staff_role r
      join staff s on s.id = r.staff_id
     where r.site_id = $1::text and s.activated_at is not null and s.mail_stopped is null
       and case $3::text when 'held' then s.mail_held else s.mail_reported end <> 'off'
     order by r.staff_id
    on conflict (staff_id, site_id) do update set due_at = least(m.due_at, excluded.due_at)
    returning staff_id
  )
  insert into moderation_news as n (site_id, comment_id, kind, at)
  select $1::text, $2::uuid, $3::text, clock_timestamp() where exists (select from told)
  on conflict (comment_id, kind, site_id) do update set at = excluded.at
   where n.kind = 'held'
      or not exists (select from report
                      where comment_id = n.comment_id and site_id = n.site_id and status = 'open' and created_at < n.at)`;

export const TAKE_MODERATION_MAILS = `
  -- Mails that are due, for one process, until the lease is over. One that was taken before, and was not sent, tells of the same again.
  -- $1 limit, $2 lease in seconds, $3 pause between the mails of a person about a site in seconds
  with due as (
    select staff_id, site_id from moderation_mail
     where next_at <= now() and (batch is not null or not_before <= now())
     order by next_at
     limit $1::int
       for update skip locked
  )
  update moderation_mail m
     set batch = coalesce(m.batch, gen_random_uuid()), batch_until = coalesce(m.batch_until, clock_timestamp()),
         due_at = case when m.batch is not null then m.due_at end, attempts = m.attempts + 1,
         retry_at = now() + make_interval(secs => $2::float8), not_before = now() + make_interval(secs => $3::float8)
    from due, staff s, site
   where m.staff_id = due.staff_id and m.site_id = due.site_id and s.id = m.staff_id and site.id = m.site_id
  returning m.staff_id as "staffId", m.site_id as "siteId", m.batch, m.told_until as "from", m.batch_until as "until", m.attempts,
            s.email, s.mail_language as language, site.name as site,
            array_remove(array[case when s.mail_held <> 'off' then 'held' end, case when s.mail_reported <> 'off' then 'reported' end], null) as kinds,
            s.mail_stopped is null
              and exists (select from staff_role r where r.staff_id = m.staff_id and r.site_id = m.site_id) as "isWanted"`;

/** Of what was told in a mail's time, the newest so many are looked at. */
const MOST_NEWS = 1_000;

export const COMMENTS_IN_MAIL = `
  -- The comments of a mail that still wait, the newest first, and how many there are. Walks moderation_news_time.
  -- $1 site, $2 after this time, $3 until this time, $4 kinds, $5 limit
  with news as (
    select comment_id, bool_or(kind = 'held') as held, bool_or(kind = 'reported') as reported
      from (select comment_id, kind from moderation_news
             where site_id = $1::text and at > $2::timestamptz and at <= $3::timestamptz and kind = any($4::text[])
             order by at desc
             limit ${MOST_NEWS}) n
     group by comment_id
  )
  select c.id, c.status = 'pending' as "isHeld", left(c.body, ${4 * LIMITS.excerptLength}) as text, r.name, coalesce(p.title, p.key) as page,
         count(*) over ()::int as total
    from news n
    join comment c on c.site_id = $1::text and c.id = n.comment_id
    join page p on p.site_id = c.site_id and p.id = c.page_id
    join reader r on r.site_id = c.site_id and r.id = c.reader_id
   where n.held and c.status = 'pending'
      or n.reported and c.open_reports > 0 and c.status in ('published', 'pending')
         and exists (select from reported_comment w where w.comment_id = c.id and w.site_id = c.site_id and w.weight > 0)
   order by c.id desc
   limit $5::int`;

export const SETTLE_MODERATION_MAIL = `
  -- A mail was sent, or there was nothing to tell. $1 person, $2 site, $3 the mail
  update moderation_mail set told_until = batch_until, last_batch = batch, batch = null, batch_until = null, retry_at = null, attempts = 0
   where staff_id = $1::uuid and site_id = $2::text and batch = $3::uuid`;

export const GIVE_UP_MODERATION_MAIL = `
  -- A mail that was never sent: the next one tells of the same, and what is new. $1 person, $2 site, $3 the mail
  update moderation_mail set batch = null, batch_until = null, retry_at = null, attempts = 0
   where staff_id = $1::uuid and site_id = $2::text and batch = $3::uuid`;

export const RETRY_MODERATION_MAIL = `
  -- $1 person, $2 site, $3 the mail, $4 seconds
  update moderation_mail set retry_at = now() + make_interval(secs => $4::float8)
   where staff_id = $1::uuid and site_id = $2::text and batch = $3::uuid`;

export const STOP_STAFF_MAIL = `
  -- No more mail to a person until they want it again: by a mail that they got, or by an address that somebody trusted names.
  -- $1 address or null, $2 a mail or null, $3 'bounced' or 'complained'
  update staff s set mail_stopped = coalesce(s.mail_stopped, $3::text)
   where s.email = lower($1::text) or s.id in (select staff_id from moderation_mail where last_batch = $2::uuid)
  returning s.id`;

export const DROP_OLD_NEWS = `
  -- Longer ago than any mail tells of. $1 days, $2 limit
  delete from moderation_news
   where (comment_id, kind, site_id) in (
           select comment_id, kind, site_id from moderation_news
            where at < now() - make_interval(days => $1::int) order by at limit $2::int for update skip locked
         )`;

const SETTINGS = `email, mail_held as held, mail_reported as reported, time_zone as "timeZone", mail_language as language, mail_stopped as stopped`;

export const STAFF_MAIL_SETTINGS = `
  -- $1 person
  select ${SETTINGS} from staff where id = $1::uuid`;

export const CHOOSE_STAFF_MAIL = `
  -- What is null stays as it is. Mail is sent again to an address that it was stopped to; what waits comes when it is wanted now.
  -- $1 person, $2 held, $3 reported, $4 time zone, $5 language
  with chosen as (
    update staff s
       set mail_held = coalesce($2::text, mail_held), mail_reported = coalesce($3::text, mail_reported), mail_stopped = null,
           time_zone = coalesce($4::text, time_zone), mail_language = coalesce($5::text, mail_language)
     where id = $1::uuid
    returning s.*
  ), waiting as (
    update moderation_mail m set due_at = least(${HELD_DUE}, ${REPORTED_DUE})
      from chosen s
     where m.staff_id = s.id and m.due_at is not null
  )
  select ${SETTINGS} from chosen s`;

export const END_STAFF_MAIL = `
  -- All mail about comments. $1 person
  with ended as (
    update staff set mail_held = 'off', mail_reported = 'off' where id = $1::uuid returning id
  ), waiting as (
    update moderation_mail m set due_at = null from ended e where m.staff_id = e.id
  )
  select id from ended`;

export const STAFF_OF_LINK = `
  -- Who a link of a mail was sent to, while they have a role on the site. $1 person, $2 site
  select s.id, s.name, s.email, s.mail_language as language, site.name as site, r.role
    from staff s
    join staff_role r on r.staff_id = s.id and r.site_id = $2::text
    join site on site.id = r.site_id
   where s.id = $1::uuid and s.activated_at is not null`;
