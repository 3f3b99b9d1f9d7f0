import { signal } from '@preact/signals';

const said = signal({ text: '', turn: 0 });

/** Tells people who use a screen reader what has happened. */
export function announce(text: string): void {
  said.value = { text, turn: said.value.turn + 1 };
}

/** Two regions in turn, so that the same text is read again. */
export function Announcements() {
  const { text, turn } = said.value;
  return (
    <div class="hidden">
      <p role="status">{turn % 2 === 0 ? text : ''}</p>
      <p role="status">{turn % 2 === 1 ? text : ''}</p>
    </div>
  );
}
