/** Which installation the database belongs to: drawn once, by the migration that made the table. */
export const INSTALLATION = `select id from installation`;
