export const PRIMARY_POSITION = `select pg_current_wal_lsn()::text as position`;

export const REPLICA_STATE = `
  -- Whether the server is a standby, and the first position of the primary that it has not come to yet, counted from 1.
  -- $1 positions of the primary, oldest first
  select pg_is_in_recovery() as "isStandby",
         (select min(p.number)::float8 from unnest($1::text[]) with ordinality p (position, number)
           where p.position::pg_lsn > pg_last_wal_replay_lsn()) as missing`;
