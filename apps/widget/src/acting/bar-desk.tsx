import { type Failure, failureOf } from '../failure';
import type { PageStore } from '../page-store';
import type { BarPanel } from '../ui';
import { Desk, type DeskHost } from './desk';
import { PageWriter } from './page-writer';
import type { Panel, PanelHost } from './panel';
import { RewardPanel } from './reward-panel';
import { SharePanel } from './share-panel';
import { panelStyles } from './styles';

/** Not the first button in it: whoever holds Enter down must not pay by accident. */
const takeFocus = (panel: HTMLElement | null) => panel?.focus({ preventScroll: true });

/** The bar of a reader who acts: its marks, and the panel that is open. */
export class BarDesk extends Desk {
  open: BarPanel | null = null;
  private readonly writer: PageWriter;
  private readonly panels: Record<BarPanel, Panel>;
  private mishap: { failure: Failure; again: () => void } | null = null;

  constructor(
    private readonly page: PageStore,
    host: DeskHost,
  ) {
    super(host);
    this.writer = PageWriter.of(page);
    host.adopt(panelStyles);
    const panelHost: PanelHost = {
      get words() {
        return host.words;
      },
      announce: host.announce,
      focusOn: host.focusOn,
      adopt: host.adopt,
      close: () => this.close(),
    };
    this.panels = {
      reward: new RewardPanel(this.writer, panelHost),
      share: new SharePanel(this.writer, panelHost),
    };
    for (const panel of Object.values(this.panels)) panel.watch(() => this.changed());
  }

  toggle(name: BarPanel): void {
    if (this.open === name) return this.close();
    this.open = name;
    this.panels[name].open();
    this.changed();
  }

  /** Has what the page shows already stored. */
  async react(kind: string): Promise<void> {
    this.mishap = null;
    const wanted = this.page.wishes.get(kind) ?? false;
    try {
      const active = await this.writer.react(kind);
      if (active !== null) this.host.announce('reaction', { kind, active });
    } catch (error) {
      const again = () => {
        this.page.wish(kind, wanted);
        void this.react(kind);
      };
      this.mishap = { failure: failureOf(error), again };
    }
    this.changed();
  }

  view() {
    const { open, mishap } = this;
    const panel = open && this.panels[open];
    return (
      <>
        {panel && (
          <div
            key={open}
            ref={takeFocus}
            class="aw-panel"
            role="group"
            aria-label={panel.label}
            tabIndex={-1}
            onKeyDown={({ key }: KeyboardEvent) => key === 'Escape' && this.close()}
          >
            {panel.view()}
          </div>
        )}
        {mishap && this.notice(mishap.failure, mishap.again)}
      </>
    );
  }

  private close(): void {
    this.host.focusOn(`[data-panel=${this.open ?? ''}]`);
    this.open = null;
    this.changed();
  }
}
