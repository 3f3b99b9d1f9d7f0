import { execute, type SqlRunner } from '@afterword/platform';
import { RESEND_ALL } from './outbox.sql';

/** Has the newest message of each page sent again. @returns how many they are */
export const resendAll = (tx: SqlRunner): Promise<number> => execute(tx, RESEND_ALL);
