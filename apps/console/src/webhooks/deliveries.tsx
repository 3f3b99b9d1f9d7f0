import type { WebhookDelivery } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { usePages } from '../parts/use-pages';
import { say } from '../words';

/** What was sent to a webhook, and what became of it. Loaded when it is opened. */
export function Deliveries({ path }: { path: string }) {
  const [isOpen, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('deliveries')}</summary>
      {isOpen && <DeliveryList key={turn} path={path} onReplay={() => setTurn(turn + 1)} />}
    </details>
  );
}

function DeliveryList({ path, onReplay }: { path: string; onReplay: () => void }) {
  const { items, more } = usePages<WebhookDelivery>(
    (cursor) => `${path}?${new URLSearchParams(cursor === null ? {} : { cursor }).toString()}`,
  );
  const [failure, setFailure] = useState<unknown>(null);
  const again = async (id: string) => {
    await call('POST', `${path}/${id}/replay`);
    announce(say('webhookTested'));
    onReplay();
  };
  return (
    <>
      {failure !== null && <Failure error={failure} />}
      <ul class="saved">
        {items.map(({ id, event, happenedAt, status, attempts }) => (
          <li key={id}>
            <span>
              <span dir="ltr">{event}</span> · {say(`delivery_${status}`)} · <Age at={happenedAt} />
              {status !== 'delivered' && attempts.at(-1)?.error && <span class="quiet"> {attempts.at(-1)?.error}</span>}
            </span>
            <button
              type="button"
              class="link"
              onClick={() => {
                setFailure(null);
                again(id).catch(setFailure);
              }}
            >
              {say('deliveryReplay')}
            </button>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}
