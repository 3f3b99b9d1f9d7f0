import { normalisePageKey, parseUrl } from '@afterword/contracts';
import { execute, NIL_ID, rowsOf, type SqlRunner } from '@afterword/platform';
import { PAGES_WITH_TWO_ADDRESSES, SET_URLS_OF_PAGES } from './normal-addresses.sql';

interface Row {
  siteId: string;
  id: string;
  url: string;
}

/** Stores URLs as browsers write them. What is no http(s) URL is removed: it leads nowhere. */
export const mendUrls = (runner: SqlRunner, { read, set }: { read: string; set: string }): Promise<void> =>
  changeUrls<Row>(runner, { read, set, becomes: ({ url }) => hrefOf(url) });

/** Any reader could say that a page whose key is a URL is elsewhere on the site. It is where its key says. */
export const removeForeignUrls = (runner: SqlRunner): Promise<void> =>
  changeUrls<Row & { keys: string[] }>(runner, {
    read: PAGES_WITH_TWO_ADDRESSES,
    set: SET_URLS_OF_PAGES,
    becomes: ({ url, keys }) => (keys.includes(normalisePageKey(url)) ? url : null),
  });

interface Change<Found extends Row> {
  read: string;
  set: string;
  becomes: (row: Found) => string | null;
}

/** In batches. */
async function changeUrls<Found extends Row>(runner: SqlRunner, { read, set, becomes }: Change<Found>): Promise<void> {
  let last = NIL_ID;
  for (;;) {
    const rows = await rowsOf<Found>(runner, read, [last]);
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
    const wrong = rows.map((row) => ({ ...row, becomes: becomes(row) })).filter((row) => row.url !== row.becomes);
    if (wrong.length === 0) continue;
    await execute(runner, set, [
      wrong.map(({ siteId }) => siteId),
      wrong.map(({ id }) => id),
      wrong.map(({ url }) => url),
      wrong.map((row) => row.becomes),
    ]);
  }
}

function hrefOf(text: string): string | null {
  const url = parseUrl(text);
  if (!url) return null;
  const { protocol, href } = url;
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
