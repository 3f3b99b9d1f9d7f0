import { signal } from '@preact/signals';
import { Dialog } from '../parts/dialog';
import { prefer, preferences, type Theme } from '../preferences';
import { say, type TextKey } from '../words';

const isOpen = signal(false);
export const openHelp = (): void => {
  isOpen.value = true;
};

const KEYS: readonly (readonly [keys: string, what: TextKey])[] = [
  ['J', 'keyNext'],
  ['K', 'keyPrevious'],
  ['A', 'keyApprove'],
  ['R', 'keyReject'],
  ['S', 'keySpam'],
  ['Shift', 'keyReason'],
  ['B', 'keyRestrict'],
  ['U', 'keyUndo'],
  ['X', 'keySelect'],
  ['H', 'keyOpen'],
  ['/', 'keySearch'],
  ['?', 'keyHelp'],
];

const THEMES: readonly (readonly [Theme, TextKey])[] = [
  ['auto', 'themeAuto'],
  ['light', 'themeLight'],
  ['dark', 'themeDark'],
];

/** The keys, and what a person sets for this device. */
export function HelpDialog() {
  if (!isOpen.value) return null;
  const { keys, theme } = preferences.value;
  return (
    <Dialog title={say('shortcuts')} onClose={() => (isOpen.value = false)}>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={keys}
          onChange={(event) => prefer({ keys: event.currentTarget.checked })}
        />
        {say('singleKeys')}
      </label>
      <dl class="keys" data-off={keys ? undefined : ''}>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
              {key === 'Shift' && <kbd>A R S</kbd>}
            </dt>
            <dd>{say(what)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{say('keysHint')}</p>
      <fieldset class="choices">
        <legend>{say('theme')}</legend>
        {THEMES.map(([value, label]) => (
          <label key={value}>
            <input type="radio" name="theme" checked={theme === value} onChange={() => prefer({ theme: value })} />{' '}
            {say(label)}
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
