export const PREPARE_SESSION = `
  -- Gives the session its settings, and says how the database stores text. A pooler between us and PostgreSQL greets with a process id
  -- of its own, and hands the session to others: it keeps its settings then, and they are only read.
  -- $1 process id of the greeting, $2, $3 names and values of the settings
  select s.name, s.wanted, pg_backend_pid() = $1::integer as "isOwn",
         case when pg_backend_pid() = $1::integer then set_config(s.name, s.wanted, false) else current_setting(s.name) end as value,
         current_setting('server_encoding') as encoding,
         lower('É') = 'é' as "foldsCase",
         current_schema()::text as schema,
         current_user::text as "user",
         current_database()::text as database
    from unnest($2::text[], $3::text[]) s (name, wanted)`;
