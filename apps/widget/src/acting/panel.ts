import type { ComponentChild } from 'preact';
import { Desk, type DeskHost } from './desk';
import type { PageWriter } from './page-writer';

export interface PanelHost extends DeskHost {
  close: () => void;
}

/** What opens below the bar. */
export abstract class Panel extends Desk {
  abstract readonly label: string;

  constructor(
    protected readonly writer: PageWriter,
    protected override readonly host: PanelHost,
  ) {
    super(host);
  }

  abstract view(): ComponentChild;

  /** Called each time that it opens. */
  abstract open(): void;
}
