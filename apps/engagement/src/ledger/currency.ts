/** Accounts are kept by currency; so far there is one: whole points. */
export const CURRENCY = 'POINT';
