import type * as acting from './acting';
import { loadActingWords } from './languages';
import type { Observable } from './observable';
import { stores } from './stores';
import type { Words } from './ui';

export type Acting = typeof acting;

const loadActing = (): Promise<Acting> => import('./acting');

export interface ActingOptions<Desk> {
  make: (acting: Acting) => Desk;
  /** Called when the desk is there. */
  ready: (desk: Desk) => void;
  /** It could not be loaded: the reader is offline, or the service has a newer widget. */
  failed: () => void;
}

/** What it takes to act in an element. It is loaded when a reader begins to. */
export class ActingLoader<Desk extends Observable> {
  desk: Desk | null = null;

  constructor(
    /** Where the reader is expected to begin. */
    private readonly element: HTMLElement & { readonly words: Words },
    private readonly signal: AbortSignal,
    private readonly options: ActingOptions<Desk>,
  ) {
    // Most who touch an element act next; a browser that cannot load it now is asked again then. What it brings makes the
    // composer grow, which must not move a button between being pointed at and pressed: so only who writes gets it at once.
    element.addEventListener('pointerover', () => void loadActing().catch(() => undefined), { once: true, signal });
    element.addEventListener(
      'focusin',
      (event) => {
        if ((event.composedPath()[0] as Element).matches('form *')) void this.load().catch(() => undefined);
      },
      { signal },
    );
  }

  /** Runs it at once where everything is here, else when it is. */
  run(act: (desk: Desk) => void): void {
    if (this.desk) act(this.desk);
    else void this.prepare(act);
  }

  private async prepare(act: (desk: Desk) => void): Promise<void> {
    try {
      await this.load();
    } catch {
      this.options.failed();
    }
    if (this.desk) act(this.desk);
  }

  private async load(): Promise<void> {
    const { make, ready } = this.options;
    const [acting] = await Promise.all([loadActing(), loadActingWords(this.element.words, stores.base)]);
    if (!this.signal.aborted && !this.desk) ready((this.desk = make(acting)));
  }
}
