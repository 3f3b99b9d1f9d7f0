import type { Counters } from '@afterword/contracts';
import { Bar } from './bar';
import type { CommentView } from './comment';
import { Composer } from './composer';
import { UI_LIMITS } from './limits';
import { Thread, type ThreadData } from './thread';
import { english, type Words } from './words';

/** The page that an element belongs to, as its attributes say. */
export interface PageAttributes {
  site: string;
  page: string;
  title?: string;
  url?: string;
}

export interface ServerBarProps extends PageAttributes {
  counters: Counters;
  words?: Words;
}

export interface ServerThreadProps extends PageAttributes {
  thread: ThreadData;
  words?: Words;
}

/** What the server leaves for the widget, so that it starts from the same state. */
export type EmbeddedState = { counters: Counters } | { thread: ThreadData };

/** `<` is the only character that could end a script element or begin a comment in one. */
const State = ({ state }: { state: EmbeddedState }) => (
  <script
    type="application/json"
    class="aw-state"
    dangerouslySetInnerHTML={{ __html: JSON.stringify(state).replaceAll('<', '\\u003c') }}
  />
);

/** The whole element `<afterword-bar>`, complete before any script runs. */
export function ServerBar({ counters, words = english, ...attributes }: ServerBarProps) {
  return (
    <afterword-bar {...attributes}>
      <Bar words={words} counters={counters} viewer={null} commentsHref="#comments" actions={null} />
      <State state={{ counters }} />
    </afterword-bar>
  );
}

/** The whole element `<afterword-thread>`, complete before any script runs. */
export function ServerThread({ thread, words = english, ...attributes }: ServerThreadProps) {
  const view: CommentView = {
    words,
    now: null,
    actions: null,
    closed: thread.closed,
    targetId: null,
    circumstancesOf: () => ({}),
  };
  const composer = thread.closed ? (
    <p class="aw-hint aw-ui">{words.say('closed')}</p>
  ) : (
    <>
      <Composer
        words={words}
        label={words.say('comment')}
        submitLabel={words.say('post')}
        body=""
        name=""
        limits={UI_LIMITS}
        actions={null}
      />
      <noscript>
        <p class="aw-hint aw-ui">{words.say('scriptNeeded')}</p>
      </noscript>
    </>
  );
  return (
    <afterword-thread id="comments" {...attributes}>
      <Thread view={view} thread={thread} sort="top" actions={null} composer={composer} />
      <State state={{ thread }} />
    </afterword-thread>
  );
}
