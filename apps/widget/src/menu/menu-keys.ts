/** How long letters that are typed one after the other belong to one search. Milliseconds. */
const TYPING_MS = 600;

let typed = '';
let typedAt = 0;

/** The item that a key leads to, as in the pattern "Menu Button" of ARIA's authoring practices; undefined for any other key. */
export function itemFor(event: KeyboardEvent, items: readonly HTMLElement[]): HTMLElement | undefined {
  const at = items.indexOf(event.target as HTMLElement);
  switch (event.key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items.at(at - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
  }
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  typed = event.timeStamp - typedAt < TYPING_MS ? typed + event.key : event.key;
  typedAt = event.timeStamp;
  // One letter goes on to the next item that begins with it.
  const from = typed.length === 1 ? at + 1 : Math.max(0, at);
  const order = [...items.slice(from), ...items.slice(0, from)];
  return order.find(({ textContent }) => textContent?.trim().toLowerCase().startsWith(typed.toLowerCase()));
}
