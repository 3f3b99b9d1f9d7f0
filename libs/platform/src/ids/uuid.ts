import { v7 } from 'uuid';

/** A UUIDv7: unique, and sorted by the time it was made, so that new rows go to the end of an index. */
export const newId = (): string => v7();

/** RFC 9562's Nil and Max: before and after every id that is made. */
export const NIL_ID = '00000000-0000-0000-0000-000000000000';
export const MAX_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
