import type { PageStore } from './page-store';

export interface PanelProps {
  store: PageStore;
  announce: (name: string, detail: unknown) => void;
  close: () => void;
}
