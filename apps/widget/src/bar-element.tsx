import type { ControllerLoader } from './controller-loader';
import type { BarController } from './actions/bar-controller';
import { AfterwordElement } from './element';
import type { PageStore } from './page-store';
import { Bar, type EmbeddedState, Notice } from './ui';

/** `<afterword-bar site page>`: Reward, reactions and Share with their counts. */
export class AfterwordBar extends AfterwordElement {
  private loader: ControllerLoader<BarController> | null = null;
  private notReady = false;

  protected override begin(page: PageStore, embedded: EmbeddedState | null): void {
    if (embedded && 'counters' in embedded) page.start(embedded.counters);
    this.notReady = false;
    this.loader = this.controllerLoader({
      make: ({ BarController }) => new BarController(page, this),
      ready: (controller) => {
        this.notReady = false;
        this.watch(controller);
      },
      failed: () => {
        this.notReady = true;
        page.dropPendingReactions();
      },
    });
    this.watch(page);
    this.goLive(page);
    void page.load();
  }

  protected override view(page: PageStore) {
    const { loader, words } = this;
    return (
      <Bar
        words={words}
        counters={page.counters}
        viewer={page.viewer}
        commentsHref={this.thread ? '#comments' : `${page.description.url}#comments`}
        open={loader?.controller?.open ?? null}
        actions={{
          toggle: (panel) => loader?.run((controller) => controller.toggle(panel)),
          react: (kind, wanted) => {
            page.setReaction(kind, wanted);
            loader?.run((controller) => void controller.react(kind));
          },
          showThread: () => this.showThread(),
        }}
      >
        {!page.allowed && !this.thread && <p class="aw-hint">{words.say('notAllowed')}</p>}
        {loader?.controller?.view()}
        {this.notReady && <Notice words={words} text={words.say('notReady')} />}
      </Bar>
    );
  }

  /** Loads the code that follows the page's events; tries again when the reader is back online. */
  private goLive(page: PageStore): void {
    const { signal } = this.lifetime;
    const online = new AbortController();
    const start = async () => {
      const live = await import('./live').catch(() => null);
      if (!live || online.signal.aborted) return;
      online.abort();
      live.goLive({ page, element: this, signal });
    };
    signal.addEventListener('abort', () => online.abort());
    addEventListener('online', () => void start(), { signal: online.signal });
    void start();
  }

  private get thread(): Element | undefined {
    const isOurs = (thread: Element) =>
      ['site', 'page'].every((name) => thread.getAttribute(name) === this.getAttribute(name));
    return [...document.querySelectorAll('afterword-thread')].find(isOurs);
  }

  /** Scrolls to the page's thread. @returns whether there is one */
  private showThread(): boolean {
    const { thread } = this;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    thread?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
    return thread !== undefined;
  }
}
