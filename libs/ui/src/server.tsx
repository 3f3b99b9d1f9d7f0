import type { Counters } from '@afterword/contracts';
import { Bar } from './bar';
import type { CommentView } from './comment';
import { Composer } from './composer';
import { UI_LIMITS } from './limits';
import { english } from './messages';
import { Thread, type ThreadData } from './thread';

/** The page that an element belongs to, as its attributes say. */
export interface PageAttributes {
  site: string;
  page: string;
  title?: string;
  url?: string;
}

export interface ServerBarProps extends PageAttributes {
  counters: Counters;
  locale?: string;
}

export interface ServerThreadProps extends PageAttributes {
  thread: ThreadData;
  locale?: string;
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
export function ServerBar({ counters, locale = 'en', ...attributes }: ServerBarProps) {
  return (
    <afterword-bar {...attributes}>
      <Bar
        messages={english}
        locale={locale}
        counters={counters}
        viewer={null}
        commentsHref="#comments"
        actions={null}
      />
      <State state={{ counters }} />
    </afterword-bar>
  );
}

/** The whole element `<afterword-thread>`, complete before any script runs. */
export function ServerThread({ thread, locale = 'en', ...attributes }: ServerThreadProps) {
  const view: CommentView = {
    messages: english,
    locale,
    now: null,
    actions: null,
    closed: thread.closed,
    targetId: null,
    circumstancesOf: () => ({}),
  };
  const composer = thread.closed ? (
    <p class="aw-hint aw-ui">{english.closed}</p>
  ) : (
    <>
      <Composer
        messages={english}
        label={english.comment}
        submitLabel={english.post}
        body=""
        name=""
        limits={UI_LIMITS}
        actions={null}
      />
      <noscript>
        <p class="aw-hint aw-ui">{english.scriptNeeded}</p>
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
