import type { ActingLoader, ActingOptions } from '../acting-loader';
import type { DeskHost } from '../acting/desk';
import type { Observable } from '../observable';
import type { PageStore } from '../page-store';
import type { EmbeddedState } from '../ui';

/** What the screen needs of its element. */
export interface ThreadHost extends DeskHost {
  prepareActing<Desk extends Observable>(options: ActingOptions<Desk>): ActingLoader<Desk>;
}

export interface ThreadScreenOptions {
  page: PageStore;
  embedded: EmbeddedState | null;
  element: ThreadHost;
  /** Aborted when the element shows something else. */
  signal: AbortSignal;
}
