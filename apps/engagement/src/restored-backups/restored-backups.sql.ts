export const LATEST_RESTORE = `
  -- The last time that this database was put back to an earlier moment
  select id from restored_backup order by restored_at desc limit 1`;

export const STORE_RESTORE = `
  -- $1 the moment that the database was put back to
  insert into restored_backup (taken_at) values ($1::timestamptz)`;
