/**
 * Lengths follow the reader's font size, but not a host page that shrinks its root element (`html { font-size: 62.5% }` is
 * common): so `rem` is written in a stylesheet and a length of our own goes out.
 */
export const lengths = (css: string): string =>
  css.replaceAll('\n', '').replace(/(-?\d*\.?\d+)rem(?!,16px)/g, 'calc($1*var(--_rem))');
