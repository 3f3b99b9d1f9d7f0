import type { WebhookDelivery } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { usePages } from '../parts/use-pages';
import { say } from '../words';
import { Delivery } from './delivery';

/** What was sent to a webhook, and what became of it. Loaded when it is opened. */
export function Deliveries({ path }: { path: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('deliveries')}</summary>
      {isOpen && <DeliveryList path={path} />}
    </details>
  );
}

function DeliveryList({ path }: { path: string }) {
  const { items, more } = usePages<WebhookDelivery>(
    (cursor) => `${path}?${new URLSearchParams(cursor === null ? {} : { cursor }).toString()}`,
  );
  return (
    <>
      <ul class="deliveries">
        {items.map((delivery) => (
          <Delivery key={delivery.id} listed={delivery} path={`${path}/${delivery.id}`} />
        ))}
      </ul>
      {more}
    </>
  );
}
