export const ACTIVE_SESSIONS = `
  -- The sessions of ours that PostgreSQL runs a statement for
  select pid from pg_stat_activity where usename = current_user and state in ('active', 'fastpath function call')`;
