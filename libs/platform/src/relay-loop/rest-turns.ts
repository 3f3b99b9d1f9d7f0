/**
 * Turns of the loops of a process at rest. They wake at the same times and tick one after another, on one connection to the database: side
 * by side each would open another one, which costs more than the tick itself (decision record 0139).
 */
export class RestTurns {
  private before: Promise<unknown> = Promise.resolve();

  /**
   * Waits for those that have taken their turn before.
   * @param patience resolves when it was long enough
   * @returns to be called when the turn is over
   */
  async take(patience: Promise<unknown>): Promise<() => void> {
    const { before } = this;
    let end: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => (end = resolve));
    this.before = Promise.all([before, turn]).then(() => undefined);
    await Promise.race([before, patience]);
    return end;
  }
}
