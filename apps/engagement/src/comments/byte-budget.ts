import { LIMITS } from '@afterword/contracts';

const bytesOf = (text: string | null): number => (text === null ? 0 : Buffer.byteLength(text));

/** What the comments of one answer may weigh, by their texts and HTML. The first one always fits, so that a list goes on. */
export class ByteBudget {
  private left: number = LIMITS.threadBytes;
  private isUntouched = true;

  /** The comments at the beginning of a list that fit. Once one does not, none does any more. */
  take<Row extends { body: string | null; html: string | null }>(rows: readonly Row[]): Row[] {
    const taken: Row[] = [];
    for (const row of rows) {
      this.left -= bytesOf(row.body) + bytesOf(row.html);
      if (this.left < 0 && !this.isUntouched) break;
      this.isUntouched = false;
      taken.push(row);
    }
    return taken;
  }

  get isSpent(): boolean {
    return this.left < 0;
  }
}
