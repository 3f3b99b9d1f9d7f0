import type { Client } from 'pg';
import { readerToken } from './readers';
import type { Figure, Series } from './report';
import { SITE, type Stage } from './stage';

/** Fills a page with top-level comments and correct counters, so that the recount finds no drift. */
export async function fillThread(
  database: Client,
  { site, page, comments }: { site: string; page: string; comments: number },
): Promise<void> {
  await database.query(
    `with key as (
       insert into page_key (site_id, key, page_id) values ($1::text, $2::text, uuidv7())
       on conflict do nothing returning page_id
     )
     insert into page (site_id, id, key) select $1::text, page_id, $2::text from key`,
    [site, page],
  );
  await database.query(
    `with page as (
       update page set counters_version = counters_version + 1, comments_version = comments_version + 1
        where site_id = $1::text and key = $2::text returning id, comments_version
     ), reader as (
       select array(select id from reader where site_id = $1::text limit 1000) as ids
     ), counted as (
       insert into counter (site_id, target_id, metric, value) select $1::text, id, 'comments', $3::int from page
       on conflict (site_id, target_id, metric) do update set value = counter.value + excluded.value
     )
     insert into comment (site_id, id, page_id, depth, reader_id, body, html, renderer_version, status, score,
                          created_version, changed_version, created_at)
     select $1::text, uuidv7(), page.id, 0, ids[1 + n % array_length(ids, 1)], 'Comment ' || n || ' of *many*.',
            '<p>Comment ' || n || ' of <em>many</em>.</p>', 1, 'published', 0, page.comments_version,
            page.comments_version, now()
       from page, reader, generate_series(1, $3::int) n`,
    [site, page, comments],
  );
  await database.query('analyze comment');
}

const percentile = (values: number[], part: number) => {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? NaN;
};

/** Latencies of one client that waits for each response, so that requests do not queue. Milliseconds. */
async function latencies(count: number, ask: (index: number) => Promise<Response>): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    const response = await ask(index);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`The response was ${response.status}`);
    taken.push(performance.now() - started);
  }
  return taken;
}

/** Measures the effect of a thread's size: the same calls on a page of 100 comments and on one of 100,000. */
export async function measureThreads(
  stage: Stage,
  { rounds, calls, sizes }: { rounds: number; calls: number; sizes: number[] },
): Promise<{ figures: Figure[]; series: Series[] }> {
  const pageOf = (size: number) => `${stage.engagement.origin}/v1/sites/${SITE}/pages/thread-${size}`;
  for (const comments of sizes) {
    await fillThread(stage.database, { site: SITE, page: `thread-${comments}`, comments });
  }
  const smallest = sizes[0] ?? 0;
  const largest = sizes.at(-1) ?? 0;
  // Use a later page of each sort, because first pages are cached.
  const sorts = ['top', 'newest', 'oldest'] as const;
  const cursors = new Map<string, string>();
  for (const size of sizes) {
    for (const sort of sorts) {
      const response = await fetch(`${pageOf(size)}/comments?sort=${sort}&limit=20`);
      const { next } = (await response.json()) as { next: string };
      cursors.set(`${size}/${sort}`, next);
    }
  }
  const list = (size: number) =>
    latencies(calls, (index) => {
      const sort = sorts[index % sorts.length] ?? 'top';
      return fetch(`${pageOf(size)}/comments?sort=${sort}&limit=20&cursor=${cursors.get(`${size}/${sort}`) ?? ''}`);
    });
  let reader = 0;
  const post = (size: number) =>
    latencies(calls, () =>
      fetch(`${pageOf(size)}/comments`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${readerToken(reader++ % stage.readers)}`,
        },
        body: JSON.stringify({ body: 'One more.' }),
      }),
    );
  const figures: Figure[] = [];
  const series: Series[] = [];
  for (const [what, measure] of [
    ['listing', list],
    ['posting', post],
  ] as const) {
    const ratios: number[] = [];
    const notes: string[] = [];
    const p50 = new Map<number, number[]>(sizes.map((size) => [size, []]));
    for (let round = 0; round < rounds; round += 1) {
      const p99 = new Map<number, number>();
      for (const size of sizes) {
        const taken = await measure(size);
        p99.set(size, percentile(taken, 0.99));
        p50.get(size)?.push(percentile(taken, 0.5));
      }
      ratios.push((p99.get(largest) ?? NaN) / (p99.get(smallest) ?? NaN));
      notes.push(`${p99.get(smallest)?.toFixed(1)} → ${p99.get(largest)?.toFixed(1)} ms`);
    }
    figures.push({
      name: `p99 of ${what} at ${largest.toLocaleString('en')} comments ÷ at ${smallest}`,
      unit: '',
      goal: { atMost: 1.3 },
      values: ratios,
      note: notes.join(', '),
    });
    const points = sizes.map((size) => ({ x: size, y: percentile(p50.get(size) ?? [], 0.5) }));
    series.push({ chart: 'Median latency against comments on the page (ms)', name: what, points });
  }
  return { figures, series };
}
