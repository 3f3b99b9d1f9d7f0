import { formatCount } from '@afterword/ui';
import type { Counters } from '@afterword/contracts';
import { AfterwordElement } from './element';
import { useWatched } from './observable';
import type { PageStore } from './page-store';

const countOf = ({ comments, shares, rewards, reactions }: Counters, metric: string): number =>
  metric === 'comments'
    ? comments
    : metric === 'shares'
      ? shares
      : metric === 'rewards'
        ? rewards.count
        : (reactions[metric] ?? 0);

function Count({ store, metric }: { store: PageStore; metric: string }) {
  useWatched(store);
  return <>{formatCount(countOf(store.counters, metric))}</>;
}

/** `<afterword-count site page metric>`: one number, wherever it is wanted. */
export class AfterwordCount extends AfterwordElement {
  protected override begin(store: PageStore): void {
    void store.loadCounters();
  }

  protected override view(store: PageStore) {
    return <Count key={store.path} store={store} metric={this.getAttribute('metric') ?? 'comments'} />;
  }
}
