/** Only we use this key: processes that migrate a database at the same time take turns. */
const KEY = 7_227_311_001;

/** For as long as the transaction lasts, so that nothing is left behind in a session that a pooler hands on. */
export const LOCK_MIGRATIONS = `select pg_advisory_xact_lock(${KEY}::bigint)`;

/** Keeps migrations from running while a transaction reads the schema and all rows; several may. Says whether none is running. */
export const SHARE_MIGRATIONS = `select pg_try_advisory_xact_lock_shared(${KEY}::bigint) as "isQuiet"`;

/** $1 how long to wait for the lock. The transaction is idle while the migrations run. */
export const LIMIT_WAITING = `
  select set_config('lock_timeout', $1::text, true),
         set_config('idle_in_transaction_session_timeout', '0', true)`;

/** $1 how long the rest of the transaction may wait for any lock. */
export const LIMIT_LOCKS = `select set_config('lock_timeout', $1::text, true)`;

/** Who holds the lock. Other columns than the process are empty for roles that may not see them. */
export const LOCK_HOLDER = `
  select l.pid, a.application_name as application, a.client_addr::text as address, a.state, a.state_change as since
    from pg_locks l
    left join pg_stat_activity a on a.pid = l.pid
   where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
     and (l.classid::bigint << 32) + l.objid::bigint = ${KEY}::bigint and l.objsubid = 1`;
