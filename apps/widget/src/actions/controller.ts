import type { ComponentChild } from 'preact';
import type { Failure } from '../failure';
import { Observable } from '../observable';
import type { Words } from '../ui';
import { noticeOf } from './notice';

/** What a desk needs of the element that it stands in. */
export interface ControllerHost {
  /** What it says everything with; it may be another language the next time. */
  readonly words: Words;
  /** Tells the host page. */
  announce: (name: string, detail: object) => void;
  /** Gives the focus to a part of the element, after the next rendering. */
  focusOn: (selector: string) => void;
  /** Gives the element more of a stylesheet. */
  adopt: (css: string) => void;
}

/** The same host, and more. */
export const hostWith = <More extends object>(host: ControllerHost, more: More): ControllerHost & More => ({
  get words() {
    return host.words;
  },
  announce: host.announce,
  focusOn: host.focusOn,
  adopt: host.adopt,
  ...more,
});

/** Where a reader acts: what is open in one element, and what went wrong there. */
export abstract class Controller extends Observable {
  constructor(protected readonly host: ControllerHost) {
    super();
  }

  protected get words(): Words {
    return this.host.words;
  }

  notice(failure: Failure, again: (() => void) | null, more?: ComponentChild): ComponentChild {
    return noticeOf({ words: this.words, failure, again, more, refresh: () => this.changed() });
  }
}
