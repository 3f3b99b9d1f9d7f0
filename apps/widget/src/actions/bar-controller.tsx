import { type Failure, failureOf } from '../failure';
import type { PageStore } from '../page-store';
import type { BarPanel } from '../ui';
import { Controller, type ControllerHost, hostWith } from './controller';
import { PageWriter } from './page-writer';
import { panelOf } from './panel';
import { PeoplePanel } from './people-panel';
import { RewardPanel } from './reward-panel';
import { SharePanel } from './share-panel';

const TITLES = { reward: 'reward', share: 'sharePage', people: 'whoReacted' } as const;

/** Handles actions in the bar: reactions and the open panel. */
export class BarController extends Controller {
  open?: BarPanel | null;
  private readonly writer: PageWriter;
  private readonly panels: { reward: RewardPanel; share: SharePanel; people: PeoplePanel };
  private reactionFailure: { failure: Failure; again: () => void } | null = null;

  constructor(
    private readonly page: PageStore,
    host: ControllerHost,
  ) {
    super(host);
    const writer = PageWriter.of(page);
    this.writer = writer;
    const panelHost = hostWith(host, { close: () => this.close() });
    const people = new PeoplePanel(panelHost, page.session, page.path, () => writer.withdrawName());
    this.panels = {
      people,
      reward: new RewardPanel(panelHost, {
        target: writer.rewardTarget,
        writer,
        people,
        announce: (name, amount) => host.announce(name, { amount }),
      }),
      share: new SharePanel(panelHost, writer),
    };
    for (const panel of Object.values(this.panels)) panel.watch(() => this.tellWatchers());
  }

  toggle(name: BarPanel): void {
    if (this.open === name) return this.close();
    this.open = name;
    void this.panels[name].open();
    this.host.focusOn('.aw-panel');
    this.tellWatchers();
  }

  /** Stores a reaction that is already shown. */
  async react(kind: string): Promise<void> {
    this.reactionFailure = null;
    const wanted = this.page.pendingReactions.get(kind) ?? false;
    try {
      const active = await this.writer.react(kind);
      if (active !== null) this.host.announce('reaction', { kind, active });
    } catch (error) {
      const again = () => {
        this.page.setReaction(kind, wanted);
        void this.react(kind);
      };
      this.reactionFailure = { failure: failureOf(error), again };
    }
    this.tellWatchers();
  }

  view() {
    const { open, reactionFailure, words } = this;
    return (
      <>
        {open && panelOf(words.say(TITLES[open]), () => this.close(), this.panels[open].view())}
        {reactionFailure && this.notice(reactionFailure.failure, reactionFailure.again)}
      </>
    );
  }

  close(): void {
    if (!this.open) return;
    this.host.focusOn(`[data-panel=${this.open}]`);
    this.open = null;
    this.tellWatchers();
  }
}
