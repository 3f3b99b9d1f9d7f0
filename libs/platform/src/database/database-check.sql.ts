/** What the session is like: whether it can write, and a time as the driver reads it. */
export const SESSION_STATE = `
  select now() as now, current_setting('transaction_read_only')::boolean as "readOnly"`;
