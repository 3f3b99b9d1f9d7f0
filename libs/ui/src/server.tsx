import type { Counters, SiteLook } from '@afterword/contracts';
import { Bar } from './bar';
import { type PlainAddresses, type PlainForm, PlainThread } from './plain';
import type { ThreadData } from './thread';
import { wordsIn } from './server-words';

/** Attributes of an element that identify its page. */
export interface PageAttributes {
  site: string;
  page: string;
  title?: string;
  url?: string;
}

interface Spoken {
  /** BCP 47 tag of the page's language; English if there are no messages in it. */
  language: string;
  /** How the site shows reactions and points; left out: as we do. */
  look?: SiteLook;
}

export interface ServerBarProps extends PageAttributes, Spoken {
  counters: Counters;
}

export interface ServerThreadProps extends PageAttributes, Spoken {
  thread: ThreadData;
  addresses: PlainAddresses;
  form?: PlainForm;
  /** Whether the widget may start from this thread. Else it loads the thread, as where no server has shown one. */
  isWhole?: boolean;
}

/** State embedded in the page, from which the widget starts. */
export type EmbeddedState = { counters: Counters; look: SiteLook } | { thread: ThreadData };

/** Escapes `<`, the only character that could end the script element or begin a comment. */
const State = ({ state }: { state: EmbeddedState }) => (
  <script
    type="application/json"
    class="aw-state"
    dangerouslySetInnerHTML={{ __html: JSON.stringify(state).replaceAll('<', '\\u003c') }}
  />
);

/** The complete `<afterword-bar>`, before any script runs. */
export function ServerBar({ counters, language, look = {}, ...attributes }: ServerBarProps) {
  const words = wordsIn(language).on(look);
  return (
    <afterword-bar {...attributes}>
      <Bar words={words} counters={counters} viewer={null} commentsHref="#comments" actions={null}>
        <noscript>
          <p class="aw-hint aw-ui">{words.say('needsScript')}</p>
        </noscript>
      </Bar>
      <State state={{ counters, look }} />
    </afterword-bar>
  );
}

/** The complete `<afterword-thread>`, which works without scripts too. */
export function ServerThread(props: ServerThreadProps) {
  const { thread, addresses, form = {}, language, look = {}, isWhole = true, ...attributes } = props;
  return (
    <afterword-thread id="comments" {...attributes}>
      <PlainThread thread={thread} sort="top" addresses={addresses} form={form} words={wordsIn(language).on(look)} />
      {isWhole && <State state={{ thread }} />}
    </afterword-thread>
  );
}
