import { Bar, type BarPanel, english, Notice } from '@afterword/ui';
import { type ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AfterwordElement } from './element';
import { useWatched } from './observable';
import type { PageStore } from './page-store';
import type { PanelProps } from './panel';

/** Loaded when one is opened. */
const PANELS: Record<BarPanel, () => Promise<ComponentType<PanelProps>>> = {
  reward: async () => (await import('./reward-panel')).RewardPanel,
  share: async () => (await import('./share-panel')).SharePanel,
};

interface BarAppProps {
  store: PageStore;
  announce: (name: string, detail: unknown) => void;
}

function BarApp({ store, announce }: BarAppProps) {
  useWatched(store);
  const [open, setOpen] = useState<BarPanel | null>(null);
  const [panels, setPanels] = useState<Partial<Record<BarPanel, ComponentType<PanelProps>>>>({});
  const Panel = open && panels[open];
  const { address } = store;

  useEffect(() => {
    if (!open || panels[open]) return;
    void PANELS[open]().then((panel) => setPanels((others) => ({ ...others, [open]: panel })));
  }, [open]);

  useEffect(() => store.live(), [store]);

  const actions = {
    toggle: (panel: BarPanel) => setOpen(open === panel ? null : panel),
    react: (kind: string, wanted: boolean) => {
      store.react(kind, wanted);
      announce('reaction', { ...address, kind, wanted });
    },
    showThread: () => showThread(store),
  };
  const { failure } = store;
  const text =
    failure && failure.kind !== 'unauthorized' && failure.kind !== 'not-allowed' ? english.failed[failure.kind] : null;
  return (
    <Bar messages={english} locale="en" counters={store.counters} viewer={store.viewer} actions={actions} open={open}>
      {Panel && <Panel store={store} announce={announce} close={() => setOpen(null)} />}
      {text && <Notice messages={english} text={text} onRetry={() => void store.load()} />}
    </Bar>
  );
}

/** Brings the page's thread into view. @returns whether there is one */
function showThread({ address }: PageStore): boolean {
  const threads = [...document.querySelectorAll('afterword-thread')];
  const thread = threads.find((element) => element.getAttribute('page') === address.page);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  thread?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
  return thread !== undefined;
}

/** `<afterword-bar site page>`: Reward, reactions and Share with their counts. */
export class AfterwordBar extends AfterwordElement {
  protected override begin(store: PageStore): void {
    if (this.embedded && 'counters' in this.embedded) store.start(this.embedded.counters);
    void store.load();
  }

  protected override view(store: PageStore) {
    return <BarApp key={store.path} store={store} announce={(name, detail) => this.announce(name, detail)} />;
  }
}
