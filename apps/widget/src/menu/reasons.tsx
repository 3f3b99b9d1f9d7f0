import { REASONS } from '../../../../libs/ui/src/reasons';
import type { Words } from '../ui';

export type Reason = (typeof REASONS)[number];

/** One of the reasons to choose; none is chosen for the reader. */
export const reasonsOf = (words: Words, legend: string) => (
  <fieldset class="aw-choices">
    <legend>{legend}</legend>
    {REASONS.map((reason) => (
      <label key={reason}>
        <input type="radio" name="reason" value={reason} required />
        {words.say(`reason.${reason}`)}
      </label>
    ))}
  </fieldset>
);

export const reasonIn = (data: FormData): Reason | undefined => REASONS.find((reason) => reason === data.get('reason'));

/** A text that may be left out. */
export function textIn(data: FormData, name: string): string | undefined {
  const text = data.get(name);
  return (typeof text === 'string' && text.trim()) || undefined;
}

/** A labelled field for a text that may be left out. */
export const optionalText = (words: Words, of: { name: string; label: string; most: number; rows?: number }) => (
  <label class="aw-caption">
    <span>{of.label}</span>
    <textarea name={of.name} rows={of.rows ?? 2} maxLength={of.most} dir="auto" placeholder={words.say('optional')} />
  </label>
);
