import { sayCount } from '../words';

/** What a changed setting was and is. Longer values are cut. Characters. */
const SHOWN = 120;

/** Entries of a list that are shown; how many more there are is said. */
const ENTRIES = 8;

type Details = Readonly<Record<string, unknown>>;

/** What changed: of a setting its value before and after, of a list what came and went, by the names that the API has for them. */
export function Changes({ details }: { details: Details }) {
  return (
    <ul class="changes">
      {Object.entries(details).map(([name, change]) => (
        <li key={name} dir="ltr">
          <code>{name}</code> <Change change={change} />
        </li>
      ))}
    </ul>
  );
}

function Change({ change }: { change: unknown }) {
  if (isRecord(change) && 'from' in change && 'to' in change) {
    return (
      <>
        <bdi>{textOf(change.from)}</bdi> → <bdi>{textOf(change.to)}</bdi>
      </>
    );
  }
  if (isRecord(change) && Array.isArray(change.added) && Array.isArray(change.removed)) {
    return (
      <>
        <Entries sign="+" entries={change.added} /> <Entries sign="−" entries={change.removed} />
      </>
    );
  }
  return <bdi>{textOf(change)}</bdi>;
}

function Entries({ sign, entries }: { sign: '+' | '−'; entries: readonly unknown[] }) {
  const more = entries.length - ENTRIES;
  return (
    <>
      {entries.slice(0, ENTRIES).map((entry, index) => (
        <span key={index}>
          {' '}
          {sign}
          <bdi>{textOf(entry)}</bdi>
        </span>
      ))}
      {more > 0 && ` ${sign}${sayCount('moreEntries', more)}`}
    </>
  );
}

const isRecord = (value: unknown): value is Details =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(value: unknown): string {
  const text = value === null || value === '' ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
