import type { ActingLoader } from './acting-loader';
import type { BarDesk } from './acting/bar-desk';
import { AfterwordElement } from './element';
import type { PageStore } from './page-store';
import { Bar, type EmbeddedState, Notice } from './ui';

/** `<afterword-bar site page>`: Reward, reactions and Share with their counts. */
export class AfterwordBar extends AfterwordElement {
  private acting: ActingLoader<BarDesk> | null = null;
  private notReady = false;

  protected override begin(page: PageStore, embedded: EmbeddedState | null): void {
    if (embedded && 'counters' in embedded) page.start(embedded.counters);
    this.notReady = false;
    this.acting = this.prepareActing({
      make: ({ BarDesk }) => new BarDesk(page, this),
      ready: (desk) => {
        this.notReady = false;
        this.watch(desk);
      },
      failed: () => {
        this.notReady = true;
        page.forgetWishes();
      },
    });
    this.watch(page);
    page.follow(this.gone.signal, async () => (await import('./afterwards')).watchPage);
    void page.load();
  }

  protected override view(page: PageStore) {
    const { acting, words } = this;
    return (
      <Bar
        words={words}
        counters={page.counters}
        viewer={page.viewer}
        commentsHref={this.thread ? '#comments' : `${page.description.url}#comments`}
        open={acting?.desk?.open ?? null}
        actions={{
          toggle: (panel) => acting?.run((desk) => desk.toggle(panel)),
          react: (kind, wanted) => {
            page.wish(kind, wanted);
            acting?.run((desk) => void desk.react(kind));
          },
          showThread: () => this.showThread(),
        }}
      >
        {!page.allowed && !this.thread && <p class="aw-hint">{words.say('notAllowed')}</p>}
        {acting?.desk?.view()}
        {this.notReady && <Notice words={words} text={words.say('notReady')} />}
      </Bar>
    );
  }

  private get thread(): Element | undefined {
    const isOurs = (thread: Element) =>
      ['site', 'page'].every((name) => thread.getAttribute(name) === this.getAttribute(name));
    return [...document.querySelectorAll('afterword-thread')].find(isOurs);
  }

  /** Brings the page's thread into view. @returns whether there is one */
  private showThread(): boolean {
    const { thread } = this;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    thread?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
    return thread !== undefined;
  }
}
