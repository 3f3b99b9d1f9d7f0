import { computed, signal } from '@preact/signals';

/**
 * Where the console is: `#/site/view/argument?name=value`. In the fragment, so that the service serves one page, and what is looked
 * for reaches no log.
 */
export interface Route {
  site: string | null;
  view: string;
  /** Decoded; null where the view stands alone. */
  argument: string | null;
  query: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [site = '', view = '', argument = ''] = path.split('/').map(decode);
  return {
    site: site === '' ? null : site,
    view: view === '' ? 'pending' : view,
    argument: argument === '' ? null : argument,
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function href(
  site: string,
  view: string,
  { argument, query = {} }: { argument?: string; query?: Record<string, string | undefined> } = {},
): string {
  const entries = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const search = new URLSearchParams(entries).toString();
  const path = [site, view, ...(argument === undefined ? [] : [argument])].map(encodeURIComponent).join('/');
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** The fragment of the address. */
export const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export const route = computed(() => parseRoute(hash.value));

export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  hash.value = to;
}
