export const SEND_PIECES = `
  -- One message: its pieces arrive in order, with nothing of others between them. $1 channel, $2 pieces
  select pg_notify($1::text, piece) from unnest($2::text[]) with ordinality as t (piece, position) order by position`;

/** What a crash of PostgreSQL would lose, nobody is connected to hear. */
export const COMMIT_WITHOUT_WAITING = 'set synchronous_commit = off';
