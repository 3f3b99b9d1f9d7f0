export const ACTIVE_SESSIONS = `
  -- The sessions of ours that PostgreSQL runs a statement for, and for how long, in milliseconds. A standby's is of no statement, and always there.
  select pid, extract(epoch from clock_timestamp() - query_start)::float8 * 1000 as ms
    from pg_stat_activity
   where usename = current_user and datname = current_database() and backend_type = 'client backend'
     and state in ('active', 'fastpath function call')`;
