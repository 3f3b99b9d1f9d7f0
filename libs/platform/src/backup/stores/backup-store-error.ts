/** The message is for operators, on one line. */
export class BackupStoreError extends Error {
  override readonly name = 'BackupStoreError';
  /** Whether there is no such file, in a place that answers. */
  readonly isMissing: boolean;

  constructor(message: string, { isMissing = false, ...options }: ErrorOptions & { isMissing?: boolean } = {}) {
    super(message, options);
    this.isMissing = isMissing;
  }
}
