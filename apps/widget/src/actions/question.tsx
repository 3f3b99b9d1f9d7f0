import type { Words } from '../ui';
import { actOf } from './act';
import { onEscape } from './panel';

export interface QuestionOptions {
  text: string;
  /** Label of the button that does it. */
  confirm: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something that cannot be undone. Cancel, which comes last, is to be focused; Escape cancels too. */
export const questionOf = (words: Words, { text, confirm, onConfirm, onCancel }: QuestionOptions) => (
  <div class="aw-row aw-ui aw-question" role="group" aria-label={text} onKeyDown={onEscape(onCancel)}>
    <span>{text}</span>
    {actOf(confirm, onConfirm)}
    {actOf(words.say('cancel'), onCancel)}
  </div>
);
