import type { ComponentChild } from 'preact';
import type { Failure } from '../failure';
import { Observable } from '../observable';
import type { Words } from '../ui';
import { noticeOf } from './notice';

/** What a desk needs of the element that it stands in. */
export interface DeskHost {
  readonly words: Words;
  /** Tells the host page. */
  announce: (name: string, detail: object) => void;
  /** Gives the focus to a part of the element, after the next rendering. */
  focusOn: (selector: string) => void;
  /** Gives the element more of a stylesheet. */
  adopt: (css: string) => void;
}

/** Where a reader acts: what is open in one element, and what went wrong there. */
export abstract class Desk extends Observable {
  constructor(protected readonly host: DeskHost) {
    super();
  }

  protected get words(): Words {
    return this.host.words;
  }

  notice(failure: Failure, again: (() => void) | null, more?: ComponentChild): ComponentChild {
    return noticeOf({ words: this.host.words, failure, again, more, refresh: () => this.changed() });
  }
}
