import type { ComponentChildren } from 'preact';
import { charactersOver } from './characters';
import { formatNumber } from './format';
import type { UiLimits } from './limits';
import type { Words } from './words';

export interface ComposerActions {
  write(body: string): void;
  call(name: string): void;
  submit(): void;
  /** Handles keys that the composer does not handle itself. */
  key?: ((event: KeyboardEvent) => void) | undefined;
  cancel?: (() => void) | undefined;
}

export interface ComposerProps {
  words: Words;
  /** Accessible name of the text field. */
  label: string;
  submitLabel: string;
  body: string;
  /** Null hides the field: signed-in readers have a name. */
  name: string | null;
  busy?: boolean;
  /** Whether the field is focused when it is first rendered. */
  autoFocus?: boolean;
  limits: Pick<UiLimits, 'commentLength' | 'name'>;
  /** Null on the server. */
  actions: ComposerActions | null;
  /** Additional attributes of the server's form and fields, and hidden fields. */
  plain?: { form: object; body: object; name: object; hidden: ComponentChildren };
  /** Replaces the text field. */
  preview?: ComponentChildren;
  /** Replaces the hint beside the button. */
  tools?: ComponentChildren;
  /** Failures and the account line. */
  children?: ComponentChildren;
}

/** A constant ref, so that it is called only once, on the first rendering. */
const takeFocus = (field: HTMLElement | null) => field?.focus();

/** The form for a comment, a reply or an edit. The caller owns the values. */
export function Composer(props: ComposerProps) {
  const {
    words,
    label,
    submitLabel,
    body,
    name,
    busy = false,
    autoFocus = false,
    limits,
    actions,
    plain,
    preview,
    tools,
    children,
  } = props;

  /** Says how long a text is where it is too long. Counted here: `maxlength` counts code units, and cuts what is pasted. */
  const check = (field: HTMLTextAreaElement) => {
    const most = limits.commentLength;
    const over = charactersOver(field.value, most);
    const count = (number: number) => formatNumber(number, words.locale);
    field.setCustomValidity(over > 0 ? `${count(most + over)} / ${count(most)}` : '');
  };

  const submit = (form: HTMLFormElement) => {
    if (busy) return;
    const text = form.querySelector('textarea');
    if (text) check(text);
    if (text?.value.trim() === '') text.focus();
    else if (!text?.validationMessage || text.reportValidity()) actions?.submit();
  };

  return (
    <form
      class="aw-composer"

      {...plain?.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
      onKeyDown={(event) => {
        // During IME composition Escape and Enter belong to the input method.
        if (event.isComposing) return;
        if (event.key === 'Escape') actions?.cancel?.();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event.currentTarget);
        else actions?.key?.(event);
      }}
    >
      {preview}
      <label hidden={Boolean(preview)}>
        <span class="aw-hidden">{label}</span>
        <textarea
          ref={autoFocus ? takeFocus : undefined}
          name="body"
          rows={3}
          dir="auto"
          placeholder={words.say('commentPlaceholder')}
          value={body}
          {...plain?.body}
          onInput={({ currentTarget }) => {
            check(currentTarget);
            actions?.write(currentTarget.value);
          }}
        />
      </label>
      <div class="aw-foot aw-ui">
        {name !== null && (
          <label>
            <span class="aw-hidden">{words.say('name')}</span>
            <input
              class="aw-field"
              name="name"
              dir="auto"
              autocomplete="nickname"
              maxLength={limits.name}
              placeholder={words.say('namePlaceholder')}
              value={name}
              {...plain?.name}
              onInput={({ currentTarget }) => actions?.call(currentTarget.value)}
            />
          </label>
        )}
        {tools || <span class="aw-hint">{words.say('hint')}</span>}
        <span class="aw-row">
          {actions?.cancel && (
            <button type="button" class="aw-act" onClick={actions.cancel}>
              {words.say('cancel')}
            </button>
          )}
          <button type="submit" class="aw-primary" aria-busy={busy}>
            {submitLabel}
          </button>
        </span>
      </div>
      {plain?.hidden}
      {children}
    </form>
  );
}
