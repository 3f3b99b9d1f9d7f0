/** An index by $1 its name; none where there is no such one. It is not valid while it is built, and after a build that was interrupted. */
export const INDEX_STATE = `
  select indisvalid as "isValid" from pg_index where indexrelid = to_regclass($1::text)`;
