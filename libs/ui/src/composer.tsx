import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Messages } from './messages';
import { Notice } from './notice';

export interface ComposerActions {
  /** True when it was posted; the text is kept otherwise. */
  post(text: { body: string; name: string }): Promise<boolean>;
  change(body: string): void;
  cancel?: () => void;
}

export interface ComposerProps {
  messages: Messages;
  /** What the text is, for those who do not see where it stands. */
  label: string;
  /** Guests give a name with it. */
  asksName: boolean;
  name: string;
  /** What was written here before. */
  draft: string;
  failure: { text: string; retry: boolean } | null;
  autoFocus?: boolean;
  maxLength: number;
  /** Null on the server. */
  actions: ComposerActions | null;
}

/** Where a comment or a reply is written. */
export function Composer(props: ComposerProps) {
  const { messages, label, asksName, failure, autoFocus = false, maxLength, actions } = props;
  const id = useId();
  const [body, setBody] = useState(props.draft);
  const [name, setName] = useState(props.name);
  const [busy, setBusy] = useState(false);
  const textarea = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (autoFocus) textarea.current?.focus();
  }, [autoFocus]);

  async function submit() {
    if (!actions || busy || body.trim() === '') {
      textarea.current?.focus();
      return;
    }
    setBusy(true);
    const posted = await actions.post({ body, name: name.trim() });
    setBusy(false);
    if (posted) setBody('');
  }

  return (
    <form
      class="aw-composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') actions?.cancel?.();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
      }}
    >
      <label for={`${id}-body`}>{label}</label>
      <textarea
        id={`${id}-body`}
        ref={textarea}
        rows={3}
        dir="auto"
        maxLength={maxLength}
        placeholder={messages.commentPlaceholder}
        value={body}
        disabled={!actions}
        onInput={({ currentTarget }) => {
          setBody(currentTarget.value);
          actions?.change(currentTarget.value);
        }}
      />
      <div class="aw-foot aw-ui">
        {asksName && (
          <>
            <label for={`${id}-name`}>{messages.name}</label>
            <input
              id={`${id}-name`}
              class="aw-field"
              dir="auto"
              autocomplete="nickname"
              maxLength={80}
              placeholder={messages.namePlaceholder}
              value={name}
              disabled={!actions}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </>
        )}
        <span class="aw-hint">{messages.hint}</span>
        <span class="aw-row">
          {actions?.cancel && (
            <button type="button" class="aw-act" onClick={actions.cancel}>
              {messages.cancel}
            </button>
          )}
          <button type="submit" class="aw-primary" disabled={!actions || busy}>
            {messages.post}
          </button>
        </span>
      </div>
      {failure && (
        <Notice messages={messages} text={failure.text} onRetry={failure.retry ? () => void submit() : null} />
      )}
    </form>
  );
}
