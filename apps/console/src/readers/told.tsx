import type { ReaderNotificationList } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { Age } from '../parts/time';
import { usePages } from '../parts/use-pages';
import { say, sayOf } from '../words';

/** What a reader was told, and what became of it on each way to them: read when it is opened. @param path of the reader in the API */
export function Told({ path }: { path: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('told')}</summary>
      {isOpen && <ToldList path={`${path}/notifications`} />}
    </details>
  );
}

function ToldList({ path }: { path: string }) {
  const { items, more } = usePages<ReaderNotificationList['items'][number]>(
    (cursor) => `${path}?${new URLSearchParams(cursor === null ? {} : { cursor }).toString()}`,
  );
  return (
    <>
      <ul class="rows">
        {items.map(({ id, type, at, page, delivery }) => (
          <li key={id}>
            <div>
              {sayOf('told', type)} · <bdi>{page.title ?? page.key}</bdi> · <Age at={at} />
              <p class="quiet">
                {delivery
                  .map(({ channel, outcome }) => `${sayOf('way', channel)}: ${sayOf('became', outcome)}`)
                  .join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}
