import type * as acting from './actions';
import { loadActionWords } from './languages';
import type { Observable } from './observable';
import { stores } from './stores';
import type { Words } from './ui';

export type Acting = typeof acting;

const loadActions = (): Promise<Acting> => import('./actions');

export interface ControllerOptions<Controller> {
  make: (acting: Acting) => Controller;
  /** Called when the desk is there. */
  ready: (controller: Controller) => void;
  /** It could not be loaded: the reader is offline, or the service has a newer widget. */
  failed: () => void;
}

/** What it takes to act in an element. It is loaded when a reader begins to. */
export class ControllerLoader<Controller extends Observable> {
  controller: Controller | null = null;

  constructor(
    /** Where the reader is expected to begin. */
    private readonly element: HTMLElement & { readonly words: Words },
    private readonly signal: AbortSignal,
    private readonly options: ControllerOptions<Controller>,
  ) {
    // Most who touch an element act next; a browser that cannot load it now is asked again then. What it brings makes the
    // composer grow, which must not move a button between being pointed at and pressed: so only who writes gets it at once.
    element.addEventListener('pointerover', () => void loadActions().catch(() => undefined), { once: true, signal });
    element.addEventListener(
      'focusin',
      (event) => {
        if ((event.composedPath()[0] as Element).matches('form *')) void this.load().catch(() => undefined);
      },
      { signal },
    );
  }

  /** Runs it at once where everything is here, else when it is. */
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
    const [acting] = await Promise.all([loadActions(), loadActionWords(this.element.words, stores.base)]);
    if (!this.signal.aborted && !this.controller) ready((this.controller = make(acting)));
  }
}
