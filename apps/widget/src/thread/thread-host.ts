import type { ControllerLoader, ControllerOptions } from '../controller-loader';
import type { ControllerHost } from '../actions/controller';
import type { Observable } from '../observable';
import type { PageStore } from '../page-store';
import type { EmbeddedState } from '../ui';

/** What the screen needs from its element. */
export interface ThreadHost extends ControllerHost, HTMLElement {
  /** Whether the host uses the URL's fragment for its own routes. */
  readonly ownsFragment: boolean;
  /** Renders again. */
  readonly schedule: () => void;
  controllerLoader<Controller extends Observable>(options: ControllerOptions<Controller>): ControllerLoader<Controller>;
}

export interface ThreadScreenOptions {
  page: PageStore;
  embedded: EmbeddedState | null;
  element: ThreadHost;
  /** Aborted when the element shows something else. */
  signal: AbortSignal;
}
