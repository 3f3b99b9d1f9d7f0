import type { ComponentChildren } from 'preact';
import type { UiLimits } from './limits';
import type { Words } from './words';

export interface ComposerActions {
  write(body: string): void;
  call(name: string): void;
  submit(): void;
  /** A key that is none of the composer's own. */
  key?: ((event: KeyboardEvent) => void) | undefined;
  cancel?: (() => void) | undefined;
}

export interface ComposerProps {
  words: Words;
  /** What the text is, for those who do not see where it stands. */
  label: string;
  submitLabel: string;
  body: string;
  /** Null where no name is asked: readers who signed in have one. */
  name: string | null;
  busy?: boolean;
  /** Whether it takes the focus when it appears. */
  autoFocus?: boolean;
  limits: Pick<UiLimits, 'commentLength' | 'name'>;
  /** Null on the server. */
  actions: ComposerActions | null;
  /** What the server's form and its fields have besides, and what goes along unseen. */
  plain?: { form: object; body: object; name: object; hidden: ComponentChildren };
  /** Stands in the place of the text. */
  preview?: ComponentChildren;
  /** Beside the button, in the place of the hint. */
  tools?: ComponentChildren;
  /** What went wrong. */
  children?: ComponentChildren;
}

/** Called by Preact once, when the field appears, since it is always the same function. */
const takeFocus = (field: HTMLElement | null) => field?.focus();

/** Where a comment, a reply or a change is written. What is in it belongs to who shows it. */
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

  const submit = (form: HTMLFormElement) => {
    if (busy) return;
    const text = form.querySelector('textarea');
    if (text?.value.trim() === '') text.focus();
    else actions?.submit();
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
        // Escape and Enter also end what an input method is composing; those are not for us.
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
          maxLength={limits.commentLength}
          placeholder={words.say('commentPlaceholder')}
          value={body}
          {...plain?.body}
          onInput={({ currentTarget }) => actions?.write(currentTarget.value)}
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
