import type { EventType, WebhookFormat } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { say } from '../words';
import { formatName } from './format-name';

const FORMATS: readonly WebhookFormat[] = ['standard', 'slack', 'discord', 'telegram', 'matrix', 'teams'];

/** Whole, so that a new type of event is a failure of the compiler here. */
const EVENTS: Readonly<Record<EventType, true>> = {
  'comment.created': true,
  'comment.published': true,
  'comment.held': true,
  'comment.rejected': true,
  'comment.removed': true,
  'comment.edited': true,
  'comment.deleted': true,
  'report.created': true,
  'reward.given': true,
  'reward.undone': true,
  'page.closed': true,
  'page.opened': true,
  'reader.restricted': true,
  'reader.erased': true,
  'import.finished': true,
};

interface Wanted {
  url: string;
  format: WebhookFormat;
  events: string[];
}

/** The form stays as it is where the service refuses. */
export function NewWebhook({ onAdd }: { onAdd: (webhook: Wanted) => Promise<unknown> }) {
  const [url, setUrl] = useState('');
  const [format, setFormat] = useState<WebhookFormat>('standard');
  const [events, setEvents] = useState<readonly string[]>(['comment.published', 'comment.held', 'report.created']);
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ url: url.trim(), format, events: [...events] }).then(
          () => setUrl(''),
          () => undefined,
        );
      }}
    >
      <div class="search">
        <label class="field grow">
          <span>{say('webhookUrl')}</span>
          <input
            type="url"
            required
            dir="ltr"
            maxLength={2048}
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        <label class="field grow">
          <span>{say('webhookFormat')}</span>
          <select value={format} onChange={(event) => setFormat(event.currentTarget.value as WebhookFormat)}>
            {FORMATS.map((one) => (
              <option key={one} value={one}>
                {formatName(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <fieldset class="choices">
        <legend>{say('webhookEvents')}</legend>
        {Object.keys(EVENTS).map((type) => (
          <label key={type}>
            <input
              type="checkbox"
              checked={events.includes(type)}
              onChange={(event) =>
                setEvents(event.currentTarget.checked ? [...events, type] : events.filter((one) => one !== type))
              }
            />
            <span dir="ltr">{type}</span>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button type="submit" class="primary" disabled={events.length === 0}>
          {say('add')}
        </button>
      </div>
    </form>
  );
}
