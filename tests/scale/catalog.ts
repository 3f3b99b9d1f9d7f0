import type { DataSource } from 'typeorm';

/** A unique key, or one that refers to another table. */
export interface Key {
  table: string;
  name: string;
  kind: 'primary' | 'unique' | 'foreign';
  columns: string[];
  /** Of a foreign key. */
  refersTo: string | null;
  /** Those that the columns of a foreign key are compared with, in their order. */
  refersToColumns: string[] | null;
}

/** Every key of the schema `public`, unique indexes that are no constraint among them. */
export async function keysOf(database: DataSource): Promise<Key[]> {
  return database.query<Key[]>(`
    select c.relname as "table", i.relname as name, case when x.indisprimary then 'primary' else 'unique' end as kind,
           array(select coalesce(a.attname::text, '(expression)')
                   from unnest(x.indkey::int[]) with ordinality k (number, place)
                   left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number and k.number > 0
                  where k.place <= x.indnkeyatts order by k.place) as columns,
           null as "refersTo", null as "refersToColumns"
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
     where x.indisunique and c.relnamespace = 'public'::regnamespace
    union all
    select c.relname, f.conname, 'foreign',
           array(select a.attname::text from unnest(f.conkey) with ordinality k (number, place)
                   join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number order by k.place),
           r.relname,
           array(select a.attname::text from unnest(f.confkey) with ordinality k (number, place)
                   join pg_attribute a on a.attrelid = r.oid and a.attnum = k.number order by k.place)
      from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class r on r.oid = f.confrelid
     where f.contype = 'f' and c.relnamespace = 'public'::regnamespace
     order by 1, 3, 2`);
}
