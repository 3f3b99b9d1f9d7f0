import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface ListWindow {
  /** The items to render. */
  range: readonly { index: number; key: string }[];
  /** Room for those before and after. CSS pixels. */
  before: number;
  after: number;
  /** To be called with each rendered item's element, which has `data-index`. */
  measure: (element: Element | null) => void;
  show: (index: number) => void;
}

/** A card of a short comment. CSS pixels. */
const ESTIMATE = 190;

/** Renders of a long list only what is near the window: a hundred thousand comments cost as much as twenty. */
export function useListWindow(keys: readonly string[], offset: () => number): ListWindow {
  const [, setTurn] = useState(0);
  const render = () => setTurn((turn) => turn + 1);
  const [virtualizer] = useState(
    () =>
      new Virtualizer<Window, HTMLElement>({
        count: 0,
        getScrollElement: () => window,
        estimateSize: () => ESTIMATE,
        observeElementRect: observeWindowRect,
        observeElementOffset: observeWindowOffset,
        scrollToFn: windowScroll,
        initialRect: { width: innerWidth, height: innerHeight },
        initialOffset: () => scrollY,
      }),
  );
  virtualizer.setOptions({
    ...virtualizer.options,
    count: keys.length,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 8,
    scrollMargin: offset(),
    scrollPaddingStart: 80,
    scrollPaddingEnd: 120,
    onChange: () => render(),
  });
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  const shown = virtualizer.getVirtualItems();
  const margin = virtualizer.options.scrollMargin;
  return {
    range: shown.map(({ index, key }) => ({ index, key: String(key) })),
    before: Math.max(0, (shown[0]?.start ?? margin) - margin),
    after: Math.max(0, virtualizer.getTotalSize() - ((shown.at(-1)?.end ?? margin) - margin)),
    measure: (element) => virtualizer.measureElement(element as HTMLElement | null),
    show: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
