/** Parameters of paths that let whoever knows them do something, or say who somebody is. */
const SECRET = /^(token|code|key|purpose)$/;

/** What replaces that. */
const HIDDEN = '…';

/** Longer parts of an address that no route knows may be anything, such as a link of a mail with a character too much. */
const SHORT = 12;

/**
 * The address of a request as logs may have it: what is secret in its path is hidden, and of a query only the names are told, since what readers
 * search for and tokens of other systems are in there.
 * @param template of the route, such as `/mail/staff/:token`; undefined where there is none
 */
export function loggedUrl(url: string, template: string | undefined): string {
  const [path = '', query] = url.split('?', 2);
  const names = template?.split('/');
  const known = path.split('/').map((part, index) => {
    if (!names) return part.length > SHORT ? HIDDEN : part;
    const name = names[index] ?? '*';
    if (name === part) return part;
    return name.startsWith(':') && !SECRET.test(name.slice(1)) ? part : HIDDEN;
  });
  return query === undefined ? known.join('/') : `${known.join('/')}?${namesOf(query)}`;
}

const namesOf = (query: string): string =>
  query
    .split('&')
    .map((pair) => pair.split('=', 1)[0] ?? '')
    .map((name) => (/^[a-zA-Z]\w{0,31}$/.test(name) ? `${name}=${HIDDEN}` : HIDDEN))
    .slice(0, 10)
    .join('&');
