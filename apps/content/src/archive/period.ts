/** A year or a month of it, as clocks show it wherever they are: read as UTC. */
export interface Period {
  /** Its part of a URL: `2026` or `2026/09`. */
  path: string;
  name: string;
  from: Date;
  /** Exclusive. */
  until: Date;
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

export const monthName = (month: string): string => MONTH.format(new Date(`${month}-01T00:00:00Z`));

/** Null unless the year has four digits and the month two. Articles of before the range of publication dates may be stored. */
export function periodOf(year: string, month?: string): Period | null {
  if (!/^\d{4}$/.test(year) || year === '0000') return null;
  if (month === undefined) {
    const [from, until] = [startOf(Number(year), 0), startOf(Number(year) + 1, 0)];
    return { path: year, name: year, from, until };
  }
  if (!/^(0[1-9]|1[0-2])$/.test(month)) return null;
  const from = startOf(Number(year), Number(month) - 1);
  const until = startOf(Number(year), Number(month));
  return { path: `${year}/${month}`, name: MONTH.format(from), from, until };
}

/** `Date.UTC` takes the years 0 to 99 for those of the twentieth century. */
function startOf(year: number, month: number): Date {
  const start = new Date(Date.UTC(2000, month));
  start.setUTCFullYear(year, month);
  return start;
}
