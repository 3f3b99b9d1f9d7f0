export const APPLIED_MIGRATIONS = `
  -- Those that have run, oldest first
  select name from migration order by timestamp`;
