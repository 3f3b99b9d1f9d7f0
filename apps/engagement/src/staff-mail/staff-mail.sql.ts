export const ADD_FOR_ADMINS = `
  -- A mail to each admin of a site who has accepted their invitation. $1 site, $2 kind, $3 details as JSON
  insert into staff_mail (staff_id, site_id, kind, details)
  select r.staff_id, r.site_id, $2::text, $3::jsonb
    from staff_role r
    join staff s on s.id = r.staff_id
   where r.site_id = $1::text and r.role = 'admin' and s.activated_at is not null`;

export const TAKE_STAFF_MAILS = `
  -- What is due, for one process, until the lease is over; not to whoever is no admin any more. $1 limit, $2 lease in seconds
  with due as (
    select id, site_id from staff_mail where due_at <= now() order by due_at limit $1::int for update skip locked
  )
  update staff_mail m
     set due_at = now() + make_interval(secs => $2::float8), attempts = m.attempts + 1
    from due, staff s, site
   where m.id = due.id and m.site_id = due.site_id and s.id = m.staff_id and site.id = m.site_id
  returning m.id, s.email, site.id as "siteId", site.name as site, m.kind, m.details, m.attempts,
            exists (select from staff_role r where r.staff_id = m.staff_id and r.site_id = m.site_id and r.role = 'admin') as "isAdmin"`;

export const DROP_STAFF_MAIL = `
  -- $1 site, $2 id
  delete from staff_mail where site_id = $1::text and id = $2::uuid`;

export const RETRY_STAFF_MAIL = `
  -- $1 site, $2 id, $3 seconds
  update staff_mail set due_at = now() + make_interval(secs => $3::float8) where site_id = $1::text and id = $2::uuid`;
