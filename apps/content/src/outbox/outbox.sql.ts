export const UNSENT = `
  -- In the order of the changes. No row is locked while the queue stores the jobs. $1 limit
  select id, name, payload from outbox where sent_at is null order by id limit $1::int`;

export const MARK_SENT = `
  -- $1 ids
  update outbox set sent_at = now() where id = any($1::bigint[])`;

export const RESEND_ALL = `
  -- The newest message of each page, for a queue that has lost its jobs.
  update outbox set sent_at = null
   where id in (select max(id) from outbox group by payload ->> 'site', payload ->> 'page')`;

export const RESEND_OLD = `
  -- The newest message of each page that was last sent longer ago than $1 hours, the oldest thousand of them. $1 hours
  update outbox set sent_at = null
   where id = any(array(
     select o.id from outbox o
      where o.sent_at < now() - make_interval(hours => $1::int)
        and not exists (select from outbox n
                         where n.id > o.id and n.payload ->> 'page' = o.payload ->> 'page'
                           and n.payload ->> 'site' = o.payload ->> 'site')
      order by o.sent_at
      limit 1000))`;

export const DELETE_REPLACED = `
  -- Messages sent more than a day ago that a newer one of the same page replaces, a thousand at a time.
  delete from outbox
   where id = any(array(
     select o.id from outbox o
      where o.sent_at < now() - interval '1 day'
        and exists (select from outbox n
                     where n.id > o.id and n.payload ->> 'page' = o.payload ->> 'page'
                       and n.payload ->> 'site' = o.payload ->> 'site')
      limit 1000))`;
