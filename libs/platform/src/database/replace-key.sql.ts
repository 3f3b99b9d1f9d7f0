/** The columns of the key $2 of the table $1, in order; none where there is no such key. */
export const COLUMNS_OF_KEY = `
  select array(select a.attname::text
                 from unnest(k.conkey) with ordinality c (number, place)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.number
                order by c.place) as columns
    from pg_constraint k
   where k.conrelid = to_regclass($1::text) and k.conname = $2::text`;
