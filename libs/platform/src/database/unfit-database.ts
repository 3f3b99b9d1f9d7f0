/** A database that works for PostgreSQL and not for us; the message says what to do. Trying again does not help. */
export class UnfitDatabaseError extends Error {
  override readonly name = 'UnfitDatabaseError';
}
