import { Cursor } from '@afterword/platform';
import { z } from 'zod';

const position = new Cursor(z.tuple([z.literal('queue'), z.uuid()]));

export const queueCursor = (id: string) => position.encode(['queue', id]);

/** @throws DomainError `invalid-request` for a cursor that no queue returned */
export const readQueueCursor = (cursor: string): string => position.decode(cursor)[1];
