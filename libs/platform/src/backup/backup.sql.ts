/** A name as an identifier. Names come from the catalogue or from a manifest. */
const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** One moment for all of it. It gets no number, so readers of the event log do not wait for it (decision record 0038). */
export const BEGIN_READING = `begin isolation level repeatable read read only`;

export const END_READING = `commit`;

export const TAKE_MOMENT = `
  -- The first statement of the transaction, which takes its snapshot. Values are written as every server reads them, and nothing ends a
  -- backup that takes its time.
  select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt",
         current_setting('server_version') as postgres,
         set_config('datestyle', 'ISO, MDY', true), set_config('intervalstyle', 'postgres', true),
         set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
         set_config('extra_float_digits', '1', true), set_config('search_path', 'public', true),
         set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
         set_config('lock_timeout', '60s', true)`;

export const MIGRATIONS = `
  -- Those that have run
  select name from migration order by id`;

export const TABLES = `
  -- Tables of ours, with the columns that can be written
  select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
   group by c.relname
   order by c.relname`;

export const SEQUENCES = `
  -- Sequences, with the column that each belongs to
  select s.relname::text as name, t.relname::text as "table", a.attname::text as "column", d.deptype = 'i' as "isIdentity"
    from pg_class s
    left join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
                         and d.deptype in ('a', 'i')
    left join pg_class t on t.oid = d.refobjid
    left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
   where s.relnamespace = 'public'::regnamespace and s.relkind = 'S'
   order by s.relname`;

export const sequenceState = (sequence: string): string => `
  -- It belongs to no snapshot: read after the rows' moment it is at least what they need.
  select last_value::text as "lastValue", is_called as "isCalled" from ${name(sequence)}`;

const columnsOf = (columns: readonly string[]): string => columns.map(name).join(', ');

export const copyOut = (table: string, columns: readonly string[]): string =>
  `copy ${name(table)} (${columnsOf(columns)}) to stdout`;

export const copyIn = (table: string, columns: readonly string[]): string =>
  `copy ${name(table)} (${columnsOf(columns)}) from stdin`;

export const PREPARE_RESTORE = `
  -- What is restored may take its time; who uses the tables meanwhile is waited for only shortly.
  select set_config('search_path', 'public', true), set_config('check_function_bodies', 'off', true),
         set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
         set_config('lock_timeout', '10s', true)`;

export const CONNECTED = `
  -- Programs that use the database: sessions of our names, or of our role. An empty name is one that says nothing. A search for the server
  -- that takes changes is over at once, though a pooler keeps its session.
  select distinct coalesce(nullif(application_name, ''), 'a program without a name') as name
    from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
     and (usename = current_user or application_name like 'afterword-%') and application_name <> 'afterword-search'
   order by 1`;

export const TABLE_EXISTS = `
  -- $1 table
  select to_regclass('public.' || quote_ident($1::text)) is not null as "isThere"`;

export const hasRows = (table: string): string => `select exists (select from ${name(table)}) as "hasRows"`;

export const DROP_ALL = `
  -- Statements that remove everything of the schema but what extensions own
  select statement from (
    select case c.relkind when 'v' then 1 when 'm' then 1 when 'r' then 2 when 'p' then 2 else 3 end as place,
           format('drop %s if exists %I cascade',
                  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
                  c.relname) as statement
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm', 'r', 'p', 'S')
       and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
    union all
    select 4, format('drop routine if exists %s cascade', p.oid::regprocedure)
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
    union all
    select 5, format('drop type if exists %I cascade', t.typname)
      from pg_type t
     where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'r')
       and not exists (select from pg_depend d where d.objid = t.oid and d.classid = 'pg_type'::regclass and d.deptype = 'e')
  ) t
   order by place, statement`;

export const SET_SEQUENCE = `
  -- $1 sequence, $2 last value, $3 whether it was given out
  select setval(quote_ident($1::text)::regclass, $2::bigint, $3::boolean)`;

export const SET_IDENTITY = `
  -- $1 table, $2 column, $3 last value, $4 whether it was given out
  select setval(pg_get_serial_sequence(quote_ident($1::text), $2::text)::regclass, $3::bigint, $4::boolean)`;

export const ownSequence = ({ sequence, table, column }: { sequence: string; table: string; column: string }): string =>
  `alter sequence ${name(sequence)} owned by ${name(table)}.${name(column)}`;

export const analyze = (tables: readonly string[]): string => `analyze ${tables.map(name).join(', ')}`;
