import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call';
import { say } from '../words';
import { Failure } from './failure';

interface Pages<Item> {
  items: readonly Item[];
  /** What stands below the items: a button for more, that it is loading, or why it is not. */
  more: ComponentChild;
}

/** A list of the service, part by part. It begins anew when the address of the first part changes; typing is waited out. */
export function usePages<Item>(pathOf: (cursor: string | null) => string): Pages<Item> {
  const first = pathOf(null);
  const [state, setState] = useState<{ items: Item[]; next: string | null; error: unknown; isBusy: boolean }>({
    ...{ items: [], next: null, error: null, isBusy: true },
  });
  const read = async (cursor: string | null, before: readonly Item[], signal?: AbortSignal) => {
    setState((now) => ({ ...now, isBusy: true, error: null }));
    try {
      const { items, next } = await call<{ items: Item[]; next: string | null }>(
        'GET',
        pathOf(cursor),
        signal ? { signal } : {},
      );
      if (!signal?.aborted) setState({ items: [...before, ...items], next, error: null, isBusy: false });
    } catch (error) {
      if (!signal?.aborted) setState((now) => ({ ...now, error, isBusy: false }));
    }
  };
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => void read(null, [], stop.signal), 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [first]);
  const { items, next, error, isBusy } = state;
  const goOn = () => void read(next, next === null ? [] : items);
  return {
    items,
    more: error ? (
      <Failure error={error} onRetry={goOn} />
    ) : isBusy ? (
      <p class="quiet center">{say('loading')}</p>
    ) : next !== null ? (
      <button type="button" class="center-button" onClick={goOn}>
        {say('loadMore')}
      </button>
    ) : items.length === 0 ? (
      <p class="quiet center">{say('empty')}</p>
    ) : null,
  };
}
