const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TIME = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d{1,9})?)?';
const ZONE = '(Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)';
const NUMERIC = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:(?:T| +)${TIME})? *${ZONE}?$`, 'i');
const DAY_FIRST = new RegExp(
  `^(?:[a-z]{3,9},? +)?(\\d{1,2})(?:st|nd|rd|th)? +([a-z]{3,9})\\.?,? +(\\d{4})(?:,? +${TIME})? *${ZONE}?$`,
  'i',
);
const MONTH_FIRST = new RegExp(
  `^(?:[a-z]{3,9},? +)?([a-z]{3,9})\\.? +(\\d{1,2})(?:st|nd|rd|th)?,? +(\\d{4})(?:,? +${TIME})? *${ZONE}?$`,
  'i',
);

/**
 * A date as other programs write it, as ISO 8601: `2024-09-06 03:20:00 +0800`, `Jul 08 2022`, `Fri, 06 Sep 2024 03:20:00 GMT`. A time
 * without an offset has none afterwards. Other text is returned as it is: `09/06/2024` has two meanings.
 */
export function readForeignDate(written: string): string {
  const text = written.trim();
  const numeric = NUMERIC.exec(text);
  if (numeric) return iso(numeric.slice(1, 4), numeric.slice(4));
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) {
    const [, day, month, year] = dayFirst;
    return monthOf(month) === null ? written : iso([year, monthOf(month) ?? '', day], dayFirst.slice(4));
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) {
    const [, month, day, year] = monthFirst;
    return monthOf(month) === null ? written : iso([year, monthOf(month) ?? '', day], monthFirst.slice(4));
  }
  return written;
}

function monthOf(name = ''): string | null {
  const index = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return index < 0 ? null : String(index + 1);
}

type Digits = string | undefined;

function iso([year, month, day]: readonly Digits[], [hours, minutes, seconds = '00', zone]: readonly Digits[]): string {
  const two = (digits = '') => digits.padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  return hours === undefined
    ? date
    : `${date}T${two(hours)}:${minutes}:${seconds}${zone === undefined ? '' : offset(zone)}`;
}

function offset(zone: string): string {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
}
