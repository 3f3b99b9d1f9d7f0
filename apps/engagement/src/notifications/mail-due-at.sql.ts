/**
 * When a mail is due by somebody's choice: at once, with the next full hour, at eight in the morning or on Monday at eight where they are;
 * null where they want none. Both arguments are SQL: of a choice of `mailChoices`, and of the name of a time zone.
 */
export function mailDueAt(choice: string, timeZone: string): string {
  const place = `(now() at time zone ${timeZone})`;
  const eight = (unit: 'day' | 'week', next: string) => {
    const at = `date_trunc('${unit}', ${place}) + interval '8 hours'`;
    return `(${at} + case when ${at} > ${place} then interval '0' else interval '${next}' end) at time zone ${timeZone}`;
  };
  return `case ${choice}
              when 'now' then now()
              when 'hourly' then date_trunc('hour', now()) + interval '1 hour'
              when 'daily' then ${eight('day', '1 day')}
              when 'weekly' then ${eight('week', '7 days')}
         end`;
}
