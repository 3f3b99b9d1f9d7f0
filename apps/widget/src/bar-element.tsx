import type { ControllerLoader } from './controller-loader';
import type { BarController } from './actions/bar-controller';
import { AfterwordElement } from './element';
import type { ThreadLink } from './live/thread-link';
import type { PageStore } from './page-store';
import { Bar, type EmbeddedState, Notice } from './ui';

/** `<afterword-bar site page>`: Reward, reactions and Share with their counts. */
export class AfterwordBar extends AfterwordElement {
  private loader?: ControllerLoader<BarController> | null;
  private loadFailed?: boolean;
  /** The link to the comments, once it is live. */
  private link?: ThreadLink | null;

  protected override begin(page: PageStore, embedded: EmbeddedState | null): void {
    if (embedded && 'counters' in embedded) {
      page.start(embedded.counters);
      page.session.look ??= embedded.look;
    }
    this.loadFailed = false;
    this.link = null;
    this.loader = this.controllerLoader({
      make: ({ BarController }) => new BarController(page, this),
      ready: (controller) => {
        this.loadFailed = false;
        this.watch(controller);
      },
      failed: () => {
        this.loadFailed = true;
        page.dropPendingReactions();
      },
      waits: () => this.schedule(),
    });
    this.watch(page);
    this.enliven(page);
    void page.load();
  }

  protected override view(page: PageStore) {
    const { loader, words } = this;
    const { link } = this;
    const own = (name: string) => this.getAttribute(name) ?? undefined;
    return (
      <Bar
        words={words}
        counters={page.counters}
        viewer={page.viewer}
        commentsHref={link?.href ?? '#comments'}
        open={loader?.controller?.open ?? null}
        actions={{
          toggle: (panel) => loader?.run(panel, (controller) => controller.toggle(panel)),
          isWaiting: (panel) => Boolean(loader?.isWaiting(panel)),
          react: (kind, wanted) => {
            page.setReaction(kind, wanted);
            loader?.run(`react ${kind}`, (controller) => void controller.react(kind));
          },
          showThread: () => Boolean(link?.follow()),
        }}
      >
        {link?.hasThread && (
          <afterword-thread
            {...page.address}
            lang={words.locale}
            url={own('url')}
            title={own('title')}
            permalinks={own('permalinks')}
          />
        )}
        {!page.allowed && !page.threads.size && <p class="aw-hint">{words.say('notAllowed')}</p>}
        {loader?.controller?.view()}
        {this.loadFailed && <Notice words={words} text={words.say('notReady')} />}
      </Bar>
    );
  }

  /** Loads the code that follows the page's events; tries again when the reader is back online. */
  private enliven(page: PageStore): void {
    const { signal } = this.lifetime;
    const start = async () => {
      const live = await import('./live').catch(() => null);
      if (!live || this.link || signal.aborted) return;
      live.goLive({ page, element: this, signal });
      this.link = new live.ThreadLink(page, this);
      this.schedule();
    };
    addEventListener('online', () => void start(), { signal });
    void start();
  }
}
