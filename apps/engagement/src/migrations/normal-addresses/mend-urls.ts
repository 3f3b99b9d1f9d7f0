import { execute, NIL_ID, rowsOf, type SqlRunner } from '@afterword/platform';

interface Row {
  siteId: string;
  id: string;
  url: string;
}

/** Stores URLs as browsers write them, in batches. What is no http(s) URL is removed: it leads nowhere. */
export async function mendUrls(runner: SqlRunner, { read, set }: { read: string; set: string }): Promise<void> {
  let last = NIL_ID;
  for (;;) {
    const rows = await rowsOf<Row>(runner, read, [last]);
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
    const wrong = rows
      .map((row) => ({ ...row, becomes: hrefOf(row.url) }))
      .filter(({ url, becomes }) => url !== becomes);
    if (wrong.length === 0) continue;
    await execute(runner, set, [
      wrong.map(({ siteId }) => siteId),
      wrong.map(({ id }) => id),
      wrong.map(({ url }) => url),
      wrong.map(({ becomes }) => becomes),
    ]);
  }
}

function hrefOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
