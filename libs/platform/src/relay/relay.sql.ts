export const TAKE_TURN = `
  -- One relay at a time across processes, for as long as the transaction lasts. $1 key of the advisory lock
  select pg_try_advisory_xact_lock($1::bigint) as "isMine"`;
