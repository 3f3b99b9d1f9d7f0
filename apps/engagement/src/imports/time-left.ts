import type { ImportProgress } from './import-runner';

/** The share of a step before which an estimate would only confuse. */
const EARLIEST = 0.01;

/** How long a step of an import goes on, from how long it has taken so far. */
export class TimeLeft {
  private readonly began = new Map<ImportProgress['step'], number>();

  /** @returns whole seconds, or null where it is too early to say */
  of({ step, done, total }: ImportProgress): number | null {
    const now = performance.now();
    const since = this.began.get(step) ?? now;
    this.began.set(step, since);
    const share = total > 0 ? Math.min(1, done / total) : 0;
    return share > EARLIEST ? Math.ceil((((now - since) / share) * (1 - share)) / 1_000) : null;
  }
}
