/**
 * Replaces `rem` by a custom property with a minimum of 16px: lengths follow the reader's font size, but not a host page that
 * shrinks its root element (`html { font-size: 62.5% }` is common).
 */
export const lengths = (css: string): string =>
  css.replaceAll('\n', '').replace(/(-?\d*\.?\d+)rem(?!,16px)/g, 'calc($1*var(--_rem))');
