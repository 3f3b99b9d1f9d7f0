/** Not those who are erased, banned or muted, but for a muted one who asks: nothing tells them. `r` is the reader. @param asking the reader who asks, or null */
const isNamed = (asking: string) => `
        r.deleted_at is null
        and (r.id = ${asking} or r.restriction is null or r.restriction not in ('ban', 'mute') or r.restricted_until <= now())`;

export const NAMED_REACTIONS = `
  -- Members who reacted to a target, the newest of each kind first. Walks the index reaction_named backwards, once for each kind; the limits keep
  -- it from becoming a join that reads every reaction or reader. $1 site, $2 target, $3 kinds, $4 how many of each, $5 how many reactions are looked at for these, $6 the reader who asks, or null
  select k.kind, p.id, p.name, p."avatarUrl", p.role
    from unnest($3::text[]) with ordinality as k (kind, place)
   cross join lateral (
     select r.id, r.name, r.avatar_url as "avatarUrl", r.role, m.created_at
       from (
         select reader_id, created_at from reaction
          where target_id = $2::uuid and kind = k.kind and named and site_id = $1::text
          order by created_at desc, reader_id desc
          limit $5::int
       ) m
      cross join lateral (select * from reader where site_id = $1::text and id = m.reader_id limit 1) r
      where ${isNamed('$6::uuid')}
      order by m.created_at desc, m.reader_id desc
      limit $4::int
   ) p
   order by k.place, p.created_at desc, p.id desc`;

export const SUPPORT = `
  -- The newest rewards of a target that were not taken back, as numbers: how many were looked at, how many of them hold, and of how many readers;
  -- with the readers who said that they are named, the newest first. Walks the index transfer_rewards backwards, and then keys. Guests without a
  -- name have none to show. $1 site, $2 target, $3 how many rewards are looked at, $4 how many readers are named, $5 the reader who asks, or
  -- null, $6 the name of guests without one
  with newest as materialized (
    select id, debit_account_id as wallet, public from transfer
     where coalesce(comment_id, page_id) = $2::uuid and reason = 'reward' and site_id = $1::text
     order by id desc
     limit $3::int
  ), held as materialized (
    select newest.* from newest
      left join lateral (
        select true as is_undone from transfer where site_id = $1::text and reverses_id = newest.id limit 1
      ) reversal on true
     where reversal.is_undone is null
  ), named as (
    select r.id, r.name, r.avatar_url as "avatarUrl", r.role, giver.id as reward
      from (select distinct on (wallet) wallet, id from held where public order by wallet, id desc) giver
     cross join lateral (select owner_id from account where site_id = $1::text and id = giver.wallet limit 1) a
     cross join lateral (select * from reader where site_id = $1::text and id = a.owner_id limit 1) r
     where ${isNamed('$5::uuid')}
       and (r.role <> 'guest' or r.name <> $6::text)
     order by giver.id desc
     limit $4::int
  )
  select (select count(*)::int from newest) as "lookedAt", (select count(*)::int from held) as rewards,
         (select count(distinct wallet)::int from held) as readers,
         exists (
           select 1 from held
            where public
              and wallet = (select a.id
                              from account a
                              join reader r on r.site_id = a.site_id and r.id = a.owner_id
                             where a.site_id = $1::text and a.kind = 'wallet' and a.owner_id = $5::uuid
                               and (r.role <> 'guest' or r.name <> $6::text)
                             limit 1)
         ) as "isNamed",
         coalesce((select json_agg(json_build_object('id', id, 'name', name, 'avatarUrl', "avatarUrl", 'role', role)
                                   order by reward desc)
                     from named), '[]') as people`;
