/**
 * Tables of one session, gone with it: what a file says is gathered here first and compared with what is there, so that nothing depends on
 * the order in the file, and a dry run writes nothing.
 */
export const CREATE_STAGING = [
  `create temp table staged_thread (
     external_id text primary key, url text, identifier text, title text, closed boolean not null, deleted boolean not null,
     comments bigint not null default 0, page_key text, how text)`,
  `create temp table staged_page (
     number serial primary key, key text not null unique, is_new boolean not null, page_id uuid, url text, title text, closed boolean not null)`,
  `create temp table staged_author (
     key text primary key, name text, email text, email_hash bytea, reader_id uuid not null, is_vote boolean not null,
     is_new boolean not null default true, since timestamptz)`,
  `create temp table staged_comment (
     ordinal bigint primary key, id uuid not null, external_id text not null, thread_id text, parent_external text, author text not null,
     created_at timestamptz not null, edited_at timestamptz, status text not null, pinned boolean not null, votes int not null,
     down_votes int not null, voters text[] not null, source_hash bytea not null, is_empty boolean not null,
     page int, parent bigint, parent_id uuid, depth int, action text, reason text, was_run uuid, stored_page_id uuid, stored_depth int)
     -- What is decided about a comment finds room beside it, and needs no new entries in indexes.
     with (fillfactor = 40)`,
  `create temp table staged_place (seq bigint primary key, ordinal bigint not null)`,
  `create temp table staged_text (ordinal bigint primary key, body text not null, html text not null)`,
  `create temp table staged_problem (
     number bigint generated always as identity primary key, ordinal bigint, item text not null, problem text not null, detail text)`,
];

export const DROP_STAGING = `
  drop table if exists staged_thread, staged_page, staged_author, staged_comment, staged_place, staged_text, staged_problem`;

/** Only what statements join and select by: a sample of every column takes longer than some of them. */
export const ANALYZE_STAGING = `
  analyze staged_thread (external_id, page_key), staged_page (number, key), staged_author (key, is_new),
          staged_comment (ordinal, external_id, thread_id, parent_external, author, status, page, parent, action), staged_place`;

export const STAGE_THREADS = `
  -- $1 ids, $2 urls, $3 identifiers, $4 titles, $5 closed, $6 deleted (arrays side by side, an id at most once)
  insert into staged_thread (external_id, url, identifier, title, closed, deleted)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[])
  on conflict (external_id) do update
     set url = coalesce(staged_thread.url, excluded.url), identifier = coalesce(staged_thread.identifier, excluded.identifier),
         title = coalesce(staged_thread.title, excluded.title), closed = staged_thread.closed or excluded.closed,
         deleted = staged_thread.deleted or excluded.deleted`;

export const STAGE_AUTHORS = `
  -- $1 keys, $2 names, $3 addresses, $4 their hashes, $5 ids that they get if they are new, $6 whether they only stand for a vote
  -- (arrays side by side, a key at most once)
  insert into staged_author (key, name, email, email_hash, reader_id, is_vote)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::boolean[])
  on conflict (key) do update
     set name = coalesce(staged_author.name, excluded.name), email = coalesce(staged_author.email, excluded.email),
         email_hash = coalesce(staged_author.email_hash, excluded.email_hash)
   where (staged_author.name is null and excluded.name is not null)
      or (staged_author.email_hash is null and excluded.email_hash is not null)`;

export const STAGE_COMMENTS = `
  -- As JSON, which takes this process a tenth of the time that arrays take. $1 a list of comments
  with input as (
    select * from json_to_recordset($1::json)
      as t (ordinal bigint, id uuid, "externalId" text, "threadId" text, parent text, author text, "createdAt" timestamptz,
            "editedAt" timestamptz, status text, pinned boolean, votes int, "downVotes" int, voters json, "sourceHash" text,
            "isEmpty" boolean, body text, html text)
  ), text as (
    insert into staged_text (ordinal, body, html) select ordinal, body, html from input
  )
  insert into staged_comment
    (ordinal, id, external_id, thread_id, parent_external, author, created_at, edited_at, status, pinned, votes, down_votes, voters,
     source_hash, is_empty)
  select ordinal, id, "externalId", "threadId", parent, author, "createdAt", "editedAt", status, pinned, votes, "downVotes",
         case when json_array_length(voters) = 0 then '{}' else array(select json_array_elements_text(voters)) end,
         decode("sourceHash", 'hex'), "isEmpty"
    from input`;

export const STAGE_PROBLEMS = `
  -- $1 ordinals or nulls, $2 items, $3 problems, $4 details or nulls (arrays side by side)
  insert into staged_problem (ordinal, item, problem, detail)
  select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[])`;

/** Of what the session has staged. In this order. */
export const SKIP_REPEATED = `
  -- Of comments with one id the first counts, of those that show nothing none.
  with named as (
    select ordinal, row_number() over (partition by external_id order by ordinal) as place from staged_comment
  )
  update staged_comment c
     set action = 'skip', reason = case when n.place > 1 then 'duplicate' else 'empty' end
    from named n
   where n.ordinal = c.ordinal and (n.place > 1 or (c.is_empty and c.status <> 'deleted'))`;

export const COUNT_THREADS = `
  update staged_thread t set comments = n.comments
    from (select thread_id, count(*) as comments from staged_comment group by thread_id) n
   where n.thread_id = t.external_id`;

export const THREADS_AFTER = `
  -- Threads that have comments. $1 id to go on after, $2 limit
  select external_id as id, url, identifier, title, closed, comments from staged_thread
   where comments > 0 and not deleted and external_id > $1::text
   order by external_id
   limit $2::int`;

export const PAGES_OF_ADDRESSES = `
  -- Pages that are there, by one of their keys or by their address. $1 site, $2 keys, $3 addresses
  select k.key as name, p.key, p.id as "pageId", p.url, p.title
    from page_key k
    join page p on p.site_id = k.site_id and p.id = k.page_id
   where k.site_id = $1::text and k.key = any($2::text[])
  union all
  select p.url, p.key, p.id, p.url, p.title
    from page p
   where p.site_id = $1::text and p.url = any($3::text[])`;

export const SET_PAGES_OF_THREADS = `
  -- $1 threads, $2 keys of their pages or nulls, $3 how these were found (arrays side by side)
  update staged_thread t set page_key = u.key, how = u.how
    from unnest($1::text[], $2::text[], $3::text[]) as u (id, key, how)
   where t.external_id = u.id`;

export const STAGE_PAGES = `
  -- Each page once, whichever threads are on it. $1 keys, $2 ids of those that are there or nulls, $3 urls, $4 titles, $5 closed
  insert into staged_page (key, is_new, page_id, url, title, closed)
  select key, page_id is null, page_id, url, title, closed
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::boolean[]) as t (key, page_id, url, title, closed)
  on conflict (key) do update
     set url = coalesce(staged_page.url, excluded.url), title = coalesce(staged_page.title, excluded.title),
         -- A thread that goes on elsewhere keeps its page open.
         closed = staged_page.closed and excluded.closed`;

export const FIND_PAGES_AND_PARENTS = `
  -- Pages by threads; parents on the same page, in the file or among what was imported before. In one statement, since each writes every
  -- comment anew. $1 site, $2 source
  with placed as (
    select s.ordinal, s.id, s.external_id, s.parent_external, p.number as page, p.page_id,
           coalesce(s.action, case when t.external_id is null then 'fail' when t.deleted then 'skip' when p.number is null then 'fail' end)
             as action,
           coalesce(s.reason, case when t.external_id is null then 'thread-unknown' when t.deleted then 'thread-deleted'
                                   when p.number is null then 'page-unfit' end) as reason
      from staged_comment s
      left join staged_thread t on t.external_id = s.thread_id
      left join staged_page p on p.key = t.page_key
  ), answered as (
    select s.ordinal, p.ordinal as parent, coalesce(p.id, d.id) as parent_id, d.depth + 1 as depth
      from placed s
      left join placed p on p.external_id = s.parent_external and p.page = s.page and p.reason is distinct from 'duplicate'
      left join import_ref r
             on p.ordinal is null and r.site_id = $1::text and r.source = $2::text and r.kind = 'comment' and r.external_id = s.parent_external
      left join comment d on d.site_id = r.site_id and d.id = r.target_id and d.page_id = s.page_id
     where s.parent_external is not null and s.action is null
  )
  update staged_comment c
     set page = placed.page, action = placed.action, reason = placed.reason, parent = answered.parent, parent_id = answered.parent_id,
         depth = answered.depth
    from placed
    left join answered on answered.ordinal = placed.ordinal and answered.parent_id is not null
   where placed.ordinal = c.ordinal`;

export const NOTE_ORPHANS = `
  -- Comments whose parent is missing, or on another page.
  insert into staged_problem (ordinal, item, problem, detail)
  select c.ordinal, c.external_id,
         case when exists (select from staged_comment p where p.external_id = c.parent_external) then 'parent-elsewhere' else 'parent-missing' end,
         c.parent_external
    from staged_comment c
   where c.action is null and c.parent_external is not null and c.parent_id is null
   order by c.ordinal`;

export const INDEX_PARENTS = `create index staged_comment_parent on staged_comment (parent) where parent is not null`;

export const PASS_SKIPPED_PARENTS = `
  -- What answers a comment that is not stored answers what that one answered.
  update staged_comment c set parent = p.parent, parent_id = p.parent_id, depth = p.depth, reason = 'parent-skipped'
    from staged_comment p
   where p.ordinal = c.parent and p.action in ('skip', 'fail') and c.action is null`;

export const LEAVE_SKIPPED_PARENTS = `
  -- Where a long row of comments above is not stored.
  update staged_comment c set parent = null, parent_id = null, depth = null, reason = 'parent-skipped'
    from staged_comment p
   where p.ordinal = c.parent and p.action in ('skip', 'fail') and c.action is null`;

export const NOTE_PASSED = `
  insert into staged_problem (ordinal, item, problem)
  select ordinal, external_id, 'parent-skipped' from staged_comment where action is null and reason = 'parent-skipped' order by ordinal`;

export const COMPARE_WITH_STORED = `
  -- What was imported before keeps its id and its place. It is the same as then, was changed at the source, or was changed here; what somebody
  -- wrote who is erased here does not come back. $1 site, $2 source
  update staged_comment c
     set id = r.target_id, was_run = r.run_id, stored_page_id = d.page_id, stored_depth = d.depth,
         action = case when r.source_hash = c.source_hash then 'same' when d.id is null then 'left'
                       when d.is_erased or d.status is distinct from r.status or d.body_hash is distinct from r.body_hash then 'left'
                       else 'update' end,
         reason = case when r.source_hash = c.source_hash then 'unchanged' when d.id is null then 'changed-here'
                       when d.is_erased or d.status is distinct from r.status or d.body_hash is distinct from r.body_hash then 'changed-here' end
    from import_ref r
    left join lateral (
      select o.id, o.page_id, o.depth, o.status, decode(md5(coalesce(o.body, '')), 'hex') as body_hash, w.deleted_at is not null as is_erased
        from comment o
        join reader w on w.site_id = o.site_id and w.id = o.reader_id
       where o.site_id = $1::text and o.id = r.target_id
    ) d on true
   where r.site_id = $1::text and r.source = $2::text and r.kind = 'comment' and r.external_id = c.external_id and c.action is null`;

export const STAGE_STORED_PAGES = `
  -- Pages of comments that were imported before and are elsewhere than the file says: they were moved, or the mapping is another one now.
  -- $1 site
  insert into staged_page (key, is_new, page_id, url, title, closed)
  select p.key, false, p.id, p.url, p.title, p.closed
    from page p
   where p.site_id = $1::text and p.id in (select stored_page_id from staged_comment where stored_page_id is not null)
     and not exists (select from staged_page g where g.page_id = p.id)
  on conflict (key) do nothing`;

export const KEEP_STORED_PAGES = `
  update staged_comment c set page = p.number
    from staged_page p
   where p.page_id = c.stored_page_id and c.page is distinct from p.number`;

export const CORRECT_PARENT_IDS = `
  -- A parent that was imported before has another id than it would get now.
  update staged_comment c set parent_id = p.id
    from staged_comment p
   where p.ordinal = c.parent and p.was_run is not null and c.action is null and c.parent_id <> p.id`;

/**
 * Walks of a few comments at a time, as often as a thread is deep: each looks its comments up by an index, where a hash of the whole table
 * would be looked through each time.
 */
export const WALK_BY_INDEX = [`set enable_hashjoin = off`, `set enable_mergejoin = off`];
export const WALK_AS_USUAL = [`reset enable_hashjoin`, `reset enable_mergejoin`];

export const SKIP_DELETED = `
  -- What was deleted at the source keeps its place only while there is something below it.
  with recursive kept as (
    select parent as ordinal from staged_comment
     where (action is null or action in ('same', 'left', 'update')) and status <> 'deleted' and parent is not null
    union
    select c.parent from kept join staged_comment c on c.ordinal = kept.ordinal where c.parent is not null
  )
  update staged_comment c set action = 'skip', reason = 'deleted'
   where c.status = 'deleted' and c.action is null and not exists (select from kept where kept.ordinal = c.ordinal)`;

export const SET_DEPTHS = `
  -- From those that answer nothing, or something that is not in the file, downwards. What was imported before stays where it is, and what
  -- answers it comes to its page.
  with recursive tree as (
    select ordinal, coalesce(stored_depth, depth, 0) as depth, page
      from staged_comment
     where (parent is null or stored_depth is not null) and action is distinct from 'skip' and action is distinct from 'fail'
    union all
    select c.ordinal, tree.depth + 1, tree.page
      from tree
      join staged_comment c on c.parent = tree.ordinal
     where c.stored_depth is null and c.action is distinct from 'skip' and c.action is distinct from 'fail'
  )
  update staged_comment c
     set depth = tree.depth, page = tree.page,
         action = coalesce(c.action, case when c.status in ('pending', 'spam') then 'hold' else 'add' end)
    from tree
   where tree.ordinal = c.ordinal and (c.depth is distinct from tree.depth or c.page is distinct from tree.page)`;

export const BREAK_LOOPS = `
  -- Comments that no walk from above reaches are in a loop or below one, and every loop has one that answers something later.
  with broken as (
    update staged_comment set parent = null, parent_id = null
     where depth is null and parent >= ordinal and action is distinct from 'skip' and action is distinct from 'fail'
    returning ordinal, external_id, parent_external
  )
  insert into staged_problem (ordinal, item, problem, detail)
  select ordinal, external_id, 'parent-loop', parent_external from broken order by ordinal`;

export const SET_ACTIONS = `
  -- Of those that were at their depth already, and so were not written with it.
  update staged_comment set action = case when status in ('pending', 'spam') then 'hold' else 'add' end where action is null`;

export const SET_ORDER = `
  -- Page by page, parents before what answers them.
  insert into staged_place (seq, ordinal)
  select row_number() over (order by page, depth, created_at, ordinal), ordinal
    from staged_comment where action in ('add', 'hold', 'update')`;

export const NOTE_SKIPPED = `
  -- What is the same as before is only counted.
  insert into staged_problem (ordinal, item, problem, detail)
  select ordinal, external_id, reason, null from staged_comment
   where action in ('skip', 'fail', 'left') and reason <> 'unchanged'
   order by ordinal`;

export const KNOWN_AUTHORS = `
  -- $1 site, $2 source
  update staged_author a set reader_id = r.target_id, is_new = false
    from import_ref r
   where r.site_id = $1::text and r.source = $2::text and r.kind = 'reader' and r.external_id = a.key
     and exists (select from reader d where d.site_id = r.site_id and d.id = r.target_id)`;

export const DATE_AUTHORS = `
  -- Since when they have been here: their first comment.
  update staged_author a set since = c.since
    from (select author, min(created_at) as since from staged_comment where action in ('add', 'hold', 'update') group by author) c
   where c.author = a.key`;

export const FIGURES = `
  -- How many comments of each kind. $1 run that goes on, or null, $2 site
  select case when action = 'same' and was_run = $1::uuid then case when status in ('pending', 'spam') then 'hold' else 'add' end
              when action = 'same' and exists (
                select from import_change h where h.run_id = $1::uuid and h.site_id = $2::text and h.comment_id = staged_comment.id
              ) then 'update'
              else action end as action,
         count(*) as count
    from staged_comment
   group by 1`;

export const ITEMS_WITHOUT_COMMENT = `
  -- Items of the file that became no comment at all, by what is said of them.
  select problem, count(*) as count from staged_problem where ordinal is null group by problem`;

export const COUNT_PROBLEMS = `
  -- Most frequent first
  select problem, count(*) as count from staged_problem group by problem order by count(*) desc, problem`;

export const PROBLEMS_AFTER = `
  -- $1 number to go on after, $2 limit
  select number, item, problem, detail from staged_problem where number > $1::bigint order by number limit $2::int`;

export const SOME_PROBLEMS = `
  -- The first of each kind. $1 how many
  select item, problem, detail
    from (select p.*, row_number() over (partition by problem order by number) as place from staged_problem p) placed
   where place <= $1::int
   order by problem, number`;

export const COUNT_THREADS_AND_PAGES = `
  select (select count(*) from staged_thread) as threads, (select count(*) from staged_thread where comments = 0) as "emptyThreads",
         (select count(*) from staged_page) as pages, (select count(*) from staged_page where is_new) as "newPages",
         (select count(*) from staged_author) as authors`;

export const THREADS_OF_REPORT = `
  -- Threads with comments and the pages that they come to, those of one page together. $1 key and $2 thread to go on after, $3 limit
  select t.external_id as thread, coalesce(t.url, t.identifier) as "from", coalesce(t.page_key, '') as page, t.how, t.comments,
         coalesce(p.is_new, false) as "isNew",
         count(*) over (partition by t.page_key) as "threadsOfPage"
    from staged_thread t
    left join staged_page p on p.key = t.page_key
   where t.comments > 0 and not t.deleted and (coalesce(t.page_key, ''), t.external_id) > ($1::text, $2::text)
   order by coalesce(t.page_key, ''), t.external_id
   limit $3::int`;

/** Comments of one transaction. A popular page is locked no longer than it takes to store them. */
export const COMMENTS_OF_BATCH = 1_000;

export const COMMENTS_TO_WRITE = `
  -- Whatever is added or updated, in order: no more than a transaction should carry, and one comment at least. The limit is no parameter:
  -- for one that it does not know PostgreSQL plans to read a tenth of the table. $1 place to go on after, $2 most votes (200 bytes of HTML weigh
  -- as much as one)
  select c.seq, c.ordinal, c.id, c.external_id as "externalId", c.parent_id as "parentId", c.depth, a.reader_id as "readerId",
         c.created_at as "createdAt", c.edited_at as "editedAt", c.status, c.pinned, c.votes, c.down_votes as "downVotes",
         c.source_hash as "sourceHash", c.action,
         t.body, t.html, p.key as "pageKey", p.url as "pageUrl", p.title as "pageTitle", p.closed as "pageClosed", p.is_new as "pageIsNew",
         -- Few comments have voters, and looking for none of them would read all authors.
         case when c.voters = '{}' then '{}' else array(select v.reader_id from staged_author v where v.key = any(c.voters)) end as voters
    from (
      select w.*, sum(w.weight) over (order by w.seq) - w.weight as before
        from (
          select o.seq, s.*, s.votes + s.down_votes + cardinality(s.voters) + octet_length(x.html) / 200 as weight
            from (select seq, ordinal from staged_place where seq > $1::bigint order by seq limit ${COMMENTS_OF_BATCH}) o
            join staged_comment s on s.ordinal = o.ordinal
            join staged_text x on x.ordinal = o.ordinal
        ) w
    ) c
    join staged_text t on t.ordinal = c.ordinal
    join staged_author a on a.key = c.author
    join staged_page p on p.number = c.page
   where c.before <= $2::int
   order by c.seq`;

export const AUTHORS_TO_WRITE = `
  -- New readers who wrote something that is stored, or voted for it. $1 key to go on after, $2 limit
  select key, name, email, email_hash as "emailHash", reader_id as "readerId", since from staged_author
   where is_new and key > $1::text
   order by key
   limit $2::int`;

export const FORGET_UNUSED_AUTHORS = `
  -- Who wrote only what is not stored is nobody here.
  delete from staged_author a
   where is_new and not is_vote
     and not exists (select from staged_comment c where c.author = a.key and c.action in ('add', 'hold', 'update'))
     and not exists (select from (select unnest(voters) as key from staged_comment
                       where action in ('add', 'hold', 'update') and voters <> '{}') v where v.key = a.key)`;

export const INDEX_AUTHORS = `create index staged_comment_author on staged_comment (author) where action in ('add', 'hold', 'update')`;

export const VOTERS = `
  -- In the order of their keys. $1 keys
  select a.reader_id as "readerId"
    from unnest($1::text[]) with ordinality as t (key, place)
    join staged_author a on a.key = t.key
   order by t.place`;
