const COLUMNS = `
  f.id, f.site_id as "siteId", f.name, f.bytes::float8 as bytes, f.received_bytes::float8 as "receivedBytes", f.settings, f.revision, f.status,
  f.progress, f.report -> 'figures' as figures, f.problem, f.run_id as run, f.created_at as "createdAt", f.updated_at as "updatedAt"`;

export const CREATE_FILE = `
  -- No row where the site has too many. $1 site, $2 id, $3 name, $4 size, $5 settings, $6 most files
  insert into import_file as f (site_id, id, name, bytes, settings)
  select $1::text, $2::uuid, $3::text, $4::bigint, $5::jsonb
   where (select count(*) from import_file known where known.site_id = $1::text) < $6::int
  returning ${COLUMNS}`;

export const FILES_OF_SITE = `
  -- The newest first. $1 site
  select ${COLUMNS} from import_file f where f.site_id = $1::text order by f.id desc`;

export const FILE = `
  -- $1 site, $2 id
  select ${COLUMNS} from import_file f where f.site_id = $1::text and f.id = $2::uuid`;

export const HOLD_FILE = `
  -- For a change. $1 site, $2 id
  select ${COLUMNS} from import_file f where f.site_id = $1::text and f.id = $2::uuid for no key update`;

export const REPORT = `
  -- $1 site, $2 id
  select report from import_file where site_id = $1::text and id = $2::uuid`;

export const STORE_PART = `
  -- The same part again takes its place. The caller holds the file. $1 site, $2 file, $3 number, $4 data
  insert into import_file_part (site_id, file_id, number, bytes, data)
  values ($1::text, $2::uuid, $3::int, length($4::bytea), $4::bytea)
  on conflict (file_id, number, site_id) do update set bytes = excluded.bytes, data = excluded.data`;

export const COUNT_RECEIVED = `
  -- A file that is whole is checked. $1 site, $2 file
  update import_file f
     set received_bytes = parts.bytes, status = case when parts.bytes = f.bytes then 'checking' else 'uploading' end, updated_at = now()
    from (select coalesce(sum(bytes), 0) as bytes from import_file_part where site_id = $1::text and file_id = $2::uuid) parts
   where f.site_id = $1::text and f.id = $2::uuid
  returning ${COLUMNS}`;

export const PART = `
  -- $1 site, $2 file, $3 number
  select data from import_file_part where site_id = $1::text and file_id = $2::uuid and number = $3::int`;

export const DELETE_PARTS = `
  -- $1 site, $2 file
  delete from import_file_part where site_id = $1::text and file_id = $2::uuid`;

export const CHANGE_FILE = `
  -- Begins work, or other work, anew. $1 site, $2 id, $3 settings, $4 status
  update import_file f
     set settings = $3::jsonb, status = $4::text, revision = f.revision + 1, attempts = 0, progress = null, problem = null,
         report = case when $4::text = 'importing' then f.report end, updated_at = now()
   where f.site_id = $1::text and f.id = $2::uuid
  returning ${COLUMNS}`;

export const DELETE_FILE = `
  -- $1 site, $2 id
  delete from import_file where site_id = $1::text and id = $2::uuid returning id`;

export const WORK_TO_DO = `
  -- Files to check and to import, and imports to take back; what has waited longest first. $1 limit
  select *
    from (
      select site_id as "siteId", id, status, revision, updated_at as since
        from import_file
       where status in ('checking', 'importing')
      union all
      select site_id, id, status, 0, coalesce(finished_at, created_at) from import_run where status = 'undoing'
    ) work
   order by since
   limit $1::int`;

export const BEGIN_ATTEMPT = `
  -- No row where something else is wanted by now. $1 site, $2 id, $3 revision
  update import_file f
     set attempts = f.attempts + 1
   where f.site_id = $1::text and f.id = $2::uuid and f.revision = $3::int and f.status in ('checking', 'importing')
  returning f.attempts, f.status, ${COLUMNS}`;

export const SET_PROGRESS = `
  -- No row where something else is wanted by now. $1 site, $2 id, $3 revision, $4 progress
  update import_file
     set progress = $4::jsonb
   where site_id = $1::text and id = $2::uuid and revision = $3::int
  returning id`;

export const FINISH_WORK = `
  -- $1 site, $2 id, $3 revision, $4 status, $5 report or null to keep it, $6 run or null, $7 problem or null
  update import_file
     set report = coalesce($5::jsonb, report), run_id = coalesce($6::uuid, run_id), status = $4::text, problem = $7::text, progress = null,
         updated_at = now()
   where site_id = $1::text and id = $2::uuid and revision = $3::int
  returning id`;

export const DELETE_EXPIRED_FILES = `
  -- One, since it may have many parts. $1 days
  delete from import_file
   where (site_id, id) in (
     select site_id, id from import_file
      where updated_at < now() - make_interval(days => $1::int) and status not in ('checking', 'importing')
      order by updated_at
      limit 1)`;
