import type { Counters } from '@afterword/contracts';
import type { ComponentChild } from 'preact';
import { AfterwordElement } from './element';
import type { PageStore } from './page-store';
import { localeOf } from './languages';
import { formatCount } from './ui';

const countOf = ({ comments, shares, rewards, reactions }: Counters, metric: string): number =>
  ({ ...reactions, comments, shares, rewards: rewards.count })[metric] ?? 0;

/** `<afterword-count site page metric>`: one number. Content provided by the host stays until it is known. */
export class AfterwordCount extends AfterwordElement {
  protected override readonly hasText = false;

  protected override begin(page: PageStore): void {
    this.watch(page);
    void page.loadCounters();
  }

  protected override view({ counters }: PageStore): ComponentChild {
    return counters
      ? formatCount(countOf(counters, this.getAttribute('metric') ?? 'comments'), localeOf(this))
      : undefined;
  }
}
