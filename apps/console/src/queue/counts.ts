import type { ModeratedComment, DecisionKind } from '@afterword/contracts';
import { computed, signal } from '@preact/signals';
import type { Counts } from '../outbox/entry';
import { outbox } from '../outbox';

export const NO_CHANGE: Counts = { pending: 0, reported: 0, spam: 0 };

const sum = (one: Counts, other: Counts): Counts => ({
  pending: one.pending + other.pending,
  reported: one.reported + other.reported,
  spam: one.spam + other.spam,
});

export const negative = ({ pending, reported, spam }: Counts): Counts => ({
  pending: -pending,
  reported: -reported,
  spam: -spam,
});

/** What a decision changes in the counts, if the service does as asked. */
export const changeBy = (decision: DecisionKind, comments: readonly ModeratedComment[]): Counts =>
  comments.reduce(
    (total, { status, reports }) =>
      sum(total, {
        pending: Number(decision === 'hold') - Number(status === 'pending'),
        reported: decision !== 'hold' && reports.open > 0 ? -1 : 0,
        spam: Number(decision === 'spam') - Number(status === 'spam'),
      }),
    NO_CHANGE,
  );

interface SiteCounts {
  site: string;
  counts: Counts;
}

/** What the service said last, of the site that is looked at. */
const told = signal<SiteCounts | null>(null);

/** While decisions are under way the service's counts may or may not hold them: what it says then is not taken. */
export function tellCounts(site: string, counts: Counts): void {
  if (told.value?.site !== site || outbox.entries.value.every((entry) => entry.site !== site))
    told.value = { site, counts };
}

/** The counts to show: the service's, and what is under way. Null before the first answer. */
export const counts = computed<Counts | null>(() => {
  if (!told.value) return null;
  const { site } = told.value;
  const changed = outbox.entries.value
    .filter((entry) => entry.site === site)
    .reduce((total, { delta }) => sum(total, delta), told.value.counts);
  return {
    pending: Math.max(0, changed.pending),
    reported: Math.max(0, changed.reported),
    spam: Math.max(0, changed.spam),
  };
});

/** An entry was answered: its change is the service's now. */
export function settle(site: string, delta: Counts): void {
  if (told.value?.site === site) told.value = { site, counts: sum(told.value.counts, delta) };
}
