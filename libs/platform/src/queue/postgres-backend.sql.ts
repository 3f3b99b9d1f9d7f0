/** What the queue's server is, and whether the setting that this session was opened with is still there. */
export const QUEUE_SERVER = `
  select current_setting('server_version_num')::integer as version,
         current_setting('afterword.session', true) as session`;
