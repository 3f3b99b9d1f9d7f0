import { counted, execute, type RestoredMoment, rowsOf, type Transaction } from '@afterword/platform';
import { renumberLog } from '../event-log';
import { OVERTAKE_ALL } from '../page-writes';
import { OVERTAKE_SITES } from '../sites';
import { STORE_RESTORE } from './restored-backups.sql';

/**
 * A page's versions grow by one with each commit that holds its row, so by no more than this in a second: content refuses what grew faster
 * (`VERSIONS_PER_SECOND` in its snapshots).
 */
const VERSIONS_PER_SECOND = 2_000;
/** For clocks that differ. Far less than content lets a page skip. */
const MORE_VERSIONS = 1_000;

/**
 * Makes a restored database one that content and clients can follow, whatever they have heard since its moment: versions are above all
 * that was announced, everything is announced again, and streams begin anew (decision record 0083).
 */
export async function reconcileRestored(tx: Transaction, { takenAt }: RestoredMoment): Promise<string[]> {
  const [moved] = await rowsOf<{ versions: number; pages: number }>(tx, OVERTAKE_ALL, [
    takenAt,
    MORE_VERSIONS,
    VERSIONS_PER_SECOND,
  ]);
  await execute(tx, OVERTAKE_SITES);
  await execute(tx, STORE_RESTORE, [takenAt]);
  await renumberLog(tx);
  return [
    `versions of ${counted(moved?.pages ?? 0, 'pages')} were raised by ${moved?.versions ?? 0}, above all that was announced since; they are announced again`,
  ];
}
