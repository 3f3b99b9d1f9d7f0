import { type Failure, failureOf } from '../failure';
import type { PageStore } from '../page-store';
import type { BarPanel } from '../ui';
import { Desk, type DeskHost, hostWith } from './desk';
import { PageWriter } from './page-writer';
import { panelOf } from './panel';
import { RewardPanel } from './reward-panel';
import { SharePanel } from './share-panel';
import { actingStyles } from './styles';

/** The bar of a reader who acts: its marks, and the panel that is open. */
export class BarDesk extends Desk {
  open: BarPanel | null = null;
  private readonly writer: PageWriter;
  private readonly panels: { reward: RewardPanel; share: SharePanel };
  private mishap: { failure: Failure; again: () => void } | null = null;

  constructor(
    private readonly page: PageStore,
    host: DeskHost,
  ) {
    super(host);
    const writer = PageWriter.of(page);
    this.writer = writer;
    host.adopt(actingStyles);
    const panelHost = hostWith(host, { close: () => this.close() });
    this.panels = {
      reward: new RewardPanel(panelHost, {
        target: writer.rewardTarget,
        writer,
        announce: (name, amount) => host.announce(name, { amount }),
      }),
      share: new SharePanel(panelHost, writer),
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
    const { open, mishap, words } = this;
    return (
      <>
        {open &&
          panelOf(
            words.say(open === 'share' ? 'sharePage' : 'rewardPage'),
            () => this.close(),
            this.panels[open].view(),
          )}
        {mishap && this.notice(mishap.failure, mishap.again)}
      </>
    );
  }

  close(): void {
    if (!this.open) return;
    this.host.focusOn(`[data-panel=${this.open}]`);
    this.open = null;
    this.changed();
  }
}
