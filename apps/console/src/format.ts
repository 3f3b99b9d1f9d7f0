import { formatAge, hueOf, initialsOf } from '../../../libs/ui/src/format';
import { formatLocale } from './words';

export { hueOf, initialsOf };

/** "2 hr ago". */
export const age = (iso: string): string => formatAge(iso, Date.now(), formatLocale);

const times = new Intl.DateTimeFormat(formatLocale, { dateStyle: 'medium', timeStyle: 'short' });
export const time = (iso: string): string => times.format(new Date(iso));
