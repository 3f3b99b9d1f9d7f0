import type { Client } from 'pg';

/** How many of engagement's connections were in each state, on average. */
export type Waits = Record<string, number>;

/** Between two looks. Milliseconds. */
const PAUSE_MS = 25;

const CONNECTIONS = `
  -- What engagement's connections do now. Those that do nothing are left out
  select case when state like 'idle in transaction%' then 'wait for engagement in a transaction'
              when wait_event_type = 'Lock' then 'wait for a row'
              when wait_event_type is null then 'work'
              else 'wait for ' || wait_event end as state,
         count(*)::int as connections
    from pg_stat_activity
   where application_name = 'afterword-engagement' and state <> 'idle' and datname = current_database()
   group by 1`;

/** Looks again and again what engagement's connections wait for, until it is stopped. */
export function sampleWaits(database: Client): { stop: () => Promise<Waits> } {
  let stopped = false;
  const sampling = (async () => {
    const totals: Waits = {};
    let looks = 0;
    while (!stopped) {
      const { rows } = await database.query<{ state: string; connections: number }>(CONNECTIONS);
      for (const { state, connections } of rows) totals[state] = (totals[state] ?? 0) + connections;
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return Object.fromEntries(Object.entries(totals).map(([state, total]) => [state, total / looks]));
  })();
  return {
    stop: () => {
      stopped = true;
      return sampling;
    },
  };
}
