export const SERVER_STATE = `
  -- Whether the server takes changes, and how often a standby of this cluster has been promoted before.
  select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as "readOnly",
         case when not pg_is_in_recovery()
              then ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint::float8 end as timeline`;
