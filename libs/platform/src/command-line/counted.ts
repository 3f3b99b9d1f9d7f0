/** `1 row`, `1,234 rows` */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun.replace(/s$/, '') : noun}`;
