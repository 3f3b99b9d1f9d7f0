export const SALT_OF_TODAY = `
  -- Today's salt, made by whoever needs it first. $1 a salt to use if there is none
  insert into visit_salt (day, salt) values ((now() at time zone 'utc')::date, $1::bytea)
  on conflict (day) do update set salt = visit_salt.salt
  returning salt, day::text as day`;

export const FORGET_OLD_SALTS = `
  -- Without their salt the hashes of past days say nothing about anybody.
  delete from visit_salt where day < (now() at time zone 'utc')::date`;
