/** $1 name of the role */
export const ROLE_EXISTS = `select from pg_roles where rolname = $1::text`;

/** A role that can log in and nothing else. @param role as an escaped identifier @param password as an escaped literal */
export const createRole = (role: string, password: string) => `create role ${role} login password ${password}`;

/** @param role as an escaped identifier @param password as an escaped literal */
export const setPassword = (role: string, password: string) => `
  alter role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${password}`;

/** Nobody but its owner enters the database. @param database as an escaped identifier */
export const closeDatabase = (database: string) => `revoke connect, temporary on database ${database} from public`;

/** Both as escaped identifiers. */
export const giveDatabase = (database: string, role: string) => `alter database ${database} owner to ${role}`;

/** Owns the moderation log where an administrator has taken it from the service's role, as docs/operations.md says. */
const LOG_KEEPER = 'afterword_log';

/**
 * Gives a role all that Afterword made in the schema public while another role ran it. `reassign owned` cannot, since the role of the
 * image's POSTGRES_USER owns PostgreSQL itself. Sequences and types of tables go with their tables, members of extensions
 * stay, and so does what the keeper of the log has.
 * @param role as an escaped literal
 */
export const giveObjects = (role: string) => `
  do $$
  declare
    statement text;
  begin
    execute format('alter schema public owner to %I', ${role}::text);
    for statement in
      select format('alter %s %I.%I owner to %I',
                    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
                    n.nspname, c.relname, ${role}::text)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'S')
         and pg_get_userbyid(c.relowner) not in (${role}::text, '${LOG_KEEPER}')
         and not exists (select from pg_depend d
                          where d.objid = c.oid and d.classid = 'pg_class'::regclass
                            and (d.deptype = 'e' or (c.relkind = 'S' and d.deptype in ('a', 'i'))))
      union all
      select format('alter routine %s owner to %I', p.oid::regprocedure, ${role}::text)
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = 'public'
         and pg_get_userbyid(p.proowner) not in (${role}::text, '${LOG_KEEPER}')
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e' and d.classid = 'pg_proc'::regclass)
      union all
      select format('alter type %s owner to %I', t.oid::regtype, ${role}::text)
        from pg_type t
        join pg_namespace n on n.oid = t.typnamespace
       where n.nspname = 'public' and t.typtype in ('e', 'd', 'r')
         and t.typowner <> (select oid from pg_roles where rolname = ${role}::text)
         and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e' and d.classid = 'pg_type'::regclass)
    loop
      execute statement;
    end loop;
  end
  $$`;
