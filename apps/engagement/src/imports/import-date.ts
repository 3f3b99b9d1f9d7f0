import { countOf, isFields, textOf } from './formats/values';

/** Nothing was commented on before; zeros of programs and dates of 1970 that mean "unknown" are earlier. */
const EARLIEST = Date.UTC(1990, 0, 1);

/** A number from here on counts milliseconds, one below it seconds: 1973 and the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;

const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?))?$/;
const WITH_ZONE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?) ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/**
 * A time as other systems write it: ISO 8601 and SQL, with or without a zone, seconds or milliseconds since 1970, and the objects of MongoDB
 * and LeanCloud. Null for what is none.
 * @param zone of times that name none, such as `+02:00`
 */
export function dateOf(value: unknown, zone = 'Z'): Date | null {
  const time = timeOf(value, zone);
  return time !== null && time >= EARLIEST && time < Date.UTC(10_000, 0, 1) ? new Date(time) : null;
}

function timeOf(value: unknown, zone: string): number | null {
  if (value instanceof Date) return numberOf(value.getTime());
  if (isFields(value)) {
    if (value.$date !== undefined) return timeOf(value.$date, zone);
    if (value.$numberLong !== undefined) return epochOf(countOf(value));
    return value.iso === undefined ? null : timeOf(value.iso, zone);
  }
  if (typeof value === 'number') return epochOf(value);
  const text = textOf(value);
  if (text === null) return null;
  if (/^\d+(\.\d+)?(e\+?\d+)?$/i.test(text)) return epochOf(Number(text));
  const local = WITHOUT_ZONE.exec(text);
  if (local) return numberOf(Date.parse(`${local[1]}T${local[2] ?? '00:00:00'}${zone}`));
  const zoned = WITH_ZONE.exec(text);
  if (zoned) {
    const offset = /^[+-]/.test(zoned[3] ?? '') ? (zoned[3] ?? '').replace(/^(.\d{2}):?/, '$1:') : 'Z';
    return numberOf(Date.parse(`${zoned[1]}T${zoned[2]}${offset}`));
  }
  // RFC 2822 and the like. Only with a year and a zone: the rest is guesswork of the engine.
  return /\d{4}/.test(text) && /(?:GMT|UTC|Z|[+-]\d{4})$/.test(text) ? numberOf(Date.parse(text)) : null;
}

const epochOf = (number: number): number | null => numberOf(number >= MILLISECONDS_FROM ? number : number * 1_000);

const numberOf = (time: number): number | null => (Number.isFinite(time) ? Math.trunc(time) : null);
