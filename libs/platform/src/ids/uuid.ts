import { v7 } from 'uuid';

/** A UUIDv7: unique, and sorted by the time it was made, so that new rows go to the end of an index. */
export const newId = (): string => v7();
