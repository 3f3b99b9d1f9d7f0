import type { ComponentChildren } from 'preact';
import { FEW_LEFT, isBlank, roomIn } from './characters';
import { formatNumber } from './format';
import type { UiLimits } from './limits';
import type { Words } from './words';

export interface ComposerActions {
  write(body: string, field: HTMLTextAreaElement): void;
  call(name: string): void;
  /** Called with a text that may be posted. */
  submit(): void;
  /** Called in place of `submit` for an empty text. */
  refuse?: (() => void) | undefined;
  /** Handles keys before the composer does. @returns whether it has */
  picks?: ((event: KeyboardEvent) => boolean) | undefined;
  /** Handles keys that the composer does not handle itself. */
  key?: ((event: KeyboardEvent) => void) | undefined;
  cancel?: (() => void) | undefined;
  /** What the button Cancel does; as `cancel`, which Escape does, if it is left out. */
  discard?: (() => void) | undefined;
}

export interface ComposerProps {
  words: Words;
  /** Accessible name of the text field. */
  label: string;
  submitLabel: string;
  body: string;
  /** Null hides the field: signed-in readers have a name. */
  name: string | null;
  /** In the empty field; the usual question if it is left out. */
  placeholder?: string | undefined;
  busy?: boolean;
  /** Whether the reader tried to post an empty text. */
  isMissing?: boolean;
  limits: Pick<UiLimits, 'commentLength' | 'name'>;
  /** Null on the server. */
  actions: ComposerActions | null;
  /** Additional attributes of the server's form and fields, and hidden fields. */
  plain?: { form: object; body: object; name: object; hidden: ComponentChildren };
  /** Additional attributes of the text field. */
  attributes?: object | undefined;
  /** Replaces the text field. */
  preview?: ComponentChildren;
  /** Replaces the hint beside the button. */
  tools?: ComponentChildren;
  /** Failures and the account line. */
  children?: ComponentChildren;
}

/** The form for a comment, a reply or an edit. The caller owns the values. */
export function Composer(props: ComposerProps) {
  const {
    words,
    label,
    submitLabel,
    body,
    name,
    placeholder = words.say('commentPlaceholder'),
    busy = false,
    isMissing = false,
    limits,
    actions,
    plain,
    attributes,
    preview,
    tools,
    children,
  } = props;

  const room = roomIn(body, limits.commentLength);
  const nameRoom = roomIn(name ?? '', limits.name);
  /** Of so many characters, how many there are. */
  const used = (left: number, most: number) =>
    `${formatNumber(most - left, words.locale)} / ${formatNumber(most, words.locale)}`;
  /** Says how long a text is where it is too long. Counted here: `maxlength` counts code units, and cuts what is pasted. */
  const check = (field: HTMLTextAreaElement) => {
    const left = roomIn(field.value, limits.commentLength);
    field.setCustomValidity(left < 0 ? used(left, limits.commentLength) : '');
  };

  const submit = (form: HTMLFormElement) => {
    const text = form.querySelector('textarea');
    if (busy || !text) return;
    // What is in the field: it may be newer than what was rendered.
    const isEmpty = isBlank(text.value);
    if (isEmpty) actions?.refuse?.();
    else if (roomIn(text.value, limits.commentLength) >= 0 && nameRoom >= 0) return actions?.submit();
    (nameRoom < 0 && !isEmpty ? form.querySelector('input') : text)?.focus();
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
        // Escape and Enter belong to the input method: Safari ends the composition before its last key, which has the code 229.
        // oxlint-disable-next-line typescript/no-deprecated
        if (event.isComposing || event.keyCode === 229 || actions?.picks?.(event)) return;
        const cancel = event.key === 'Escape' && actions?.cancel;
        const submits = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
        if (cancel || submits) {
          // A dialog or a shortcut of the host does not act on the key too.
          event.preventDefault();
          event.stopPropagation();
        }
        if (cancel) cancel();
        else if (submits) {
          if (!event.repeat) submit(event.currentTarget);
        } else actions?.key?.(event);
      }}
    >
      {preview}
      <label hidden={Boolean(preview)}>
        <span class="aw-hidden">{label}</span>
        <textarea
          name="body"
          rows={3}
          dir="auto"
          placeholder={placeholder}
          {...(actions && { 'aria-invalid': isMissing || room < 0 || undefined })}
          value={body}
          {...plain?.body}
          {...attributes}
          onInput={({ currentTarget }) => {
            check(currentTarget);
            actions?.write(currentTarget.value, currentTarget);
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
              {...(actions && { 'aria-invalid': nameRoom < 0 || undefined })}
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
            <button type="button" class="aw-act" onClick={actions.discard ?? actions.cancel}>
              {words.say('cancel')}
            </button>
          )}
          <button type="submit" class="aw-primary" aria-busy={busy}>
            {submitLabel}
          </button>
        </span>
      </div>
      {plain?.hidden}
      {actions && (
        <p
          class="aw-hint aw-ui aw-room"
          role="status"
          data-over={room < 0 || nameRoom < 0 || isMissing ? '' : undefined}
        >
          {isMissing ? words.say('bodyMissing') : room <= FEW_LEFT && used(room, limits.commentLength)}
          {nameRoom < 0 && ` ${words.say('name')}: ${used(nameRoom, limits.name)}`}
        </p>
      )}
      {children}
    </form>
  );
}
