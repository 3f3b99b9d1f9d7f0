import type * as actions from './actions';
import { focused, runFrom } from './focus';
import { loadMoreWords } from './languages';
import type { Observable } from './observable';
import { stores } from './stores';

export type ActionsModule = typeof actions;

export interface ControllerOptions<Controller> {
  make: (actions: ActionsModule) => Controller;
  /** Called once the controller exists. */
  ready: (controller: Controller) => void;
  /** Called if loading failed: the reader is offline, or the service has a newer widget. */
  failed: () => void;
  /** Called when something starts to wait for the code. */
  waits: () => void;
}

/** Loads the code of an element's actions on the reader's first interaction, and creates the controller. */
export class ControllerLoader<Controller extends Observable> {
  controller?: Controller | null;
  /** What the reader asked for while the code is loaded, by name. */
  private readonly waiting = new Map<string, () => void>();

  constructor(
    /** The element whose interactions start the loading. */
    private readonly element: HTMLElement,
    private readonly signal: AbortSignal,
    private readonly options: ControllerOptions<Controller>,
    private readonly loadActions: () => Promise<ActionsModule>,
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

  /**
   * Calls the function with the controller: immediately if it is loaded, else after loading.
   * @param name of the action: asked for again while the code is loaded, it runs once
   */
  run(name: string, act: (controller: Controller) => void): void {
    if (this.controller) return act(this.controller);
    if (this.waiting.has(name)) return;
    const from = focused();
    this.waiting.set(name, () => runFrom(from, () => this.controller && act(this.controller)));
    void this.prepare();
  }

  /** Whether an action waits for the code. */
  isWaiting(name: string): boolean {
    return this.waiting.has(name);
  }

  private async prepare(): Promise<void> {
    const { waiting, options } = this;
    options.waits();
    let loaded = true;
    try {
      await this.load();
    } catch {
      loaded = false;
    }
    const acts = [...waiting.values()];
    waiting.clear();
    if (!loaded) options.failed();
    for (const act of acts) act();
  }

  private async load(): Promise<void> {
    const { make, ready } = this.options;
    const [actions] = await Promise.all([this.loadActions(), loadMoreWords(this.element, stores.base)]);
    if (!this.signal.aborted && !this.controller) ready((this.controller = make(actions)));
  }
}
