import type * as actions from './actions';
import { loadActionWords } from './languages';
import type { Observable } from './observable';
import { stores } from './stores';
import type { Words } from './ui';

export type ActionsModule = typeof actions;

const loadActions = (): Promise<ActionsModule> => import('./actions');

export interface ControllerOptions<Controller> {
  make: (actions: ActionsModule) => Controller;
  /** Called once the controller exists. */
  ready: (controller: Controller) => void;
  /** Called if loading failed: the reader is offline, or the service has a newer widget. */
  failed: () => void;
}

/** Loads the code of an element's actions on the reader's first interaction, and creates the controller. */
export class ControllerLoader<Controller extends Observable> {
  controller: Controller | null = null;

  constructor(
    /** The element whose interactions start the loading. */
    private readonly element: HTMLElement & { readonly words: Words },
    private readonly signal: AbortSignal,
    private readonly options: ControllerOptions<Controller>,
  ) {
    // Hovering only warms the cache, and a failure is retried on use. The controller is not created yet: it makes the composer
    // grow, which must not move a button between hovering and pressing. Focus in a form does create it.
    element.addEventListener('pointerover', () => void loadActions().catch(() => undefined), { once: true, signal });
    element.addEventListener(
      'focusin',
      (event) => {
        if ((event.composedPath()[0] as Element).matches('form *')) void this.load().catch(() => undefined);
      },
      { signal },
    );
  }

  /** Calls the function with the controller: immediately if it is loaded, else after loading. */
  run(act: (controller: Controller) => void): void {
    if (this.controller) act(this.controller);
    else void this.prepare(act);
  }

  private async prepare(act: (controller: Controller) => void): Promise<void> {
    try {
      await this.load();
    } catch {
      this.options.failed();
    }
    if (this.controller) act(this.controller);
  }

  private async load(): Promise<void> {
    const { make, ready } = this.options;
    const [actions] = await Promise.all([loadActions(), loadActionWords(this.element.words, stores.base)]);
    if (!this.signal.aborted && !this.controller) ready((this.controller = make(actions)));
  }
}
