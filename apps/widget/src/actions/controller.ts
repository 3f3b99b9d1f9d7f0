import type { ComponentChild } from 'preact';
import type { Failure } from '../failure';
import { Observable } from '../observable';
import type { Words } from '../ui';
import { noticeOf } from './notice';

/** What a controller needs from its element. */
export interface ControllerHost {
  /** Messages in the element's current language, which may change. */
  readonly words: Words;
  /** Dispatches an event to the host page. */
  announce: (name: string, detail: object) => void;
  /** Focuses a part of the element after the next rendering. */
  focusOn: (selector: string) => void;
  /** Adds a style sheet to the element. */
  adopt: (css: string) => void;
}

/** The host with additional members; `words` stays a getter. */
export const hostWith = <More extends object>(host: ControllerHost, more: More): ControllerHost & More => ({
  get words() {
    return host.words;
  },
  announce: host.announce,
  focusOn: host.focusOn,
  adopt: host.adopt,
  ...more,
});

/** Base class: state and view of a reader's actions in one element. */
export abstract class Controller extends Observable {
  constructor(protected readonly host: ControllerHost) {
    super();
  }

  protected get words(): Words {
    return this.host.words;
  }

  notice(failure: Failure, again: (() => void) | null, more?: ComponentChild): ComponentChild {
    return noticeOf({ words: this.words, failure, again, more, refresh: () => this.tellWatchers() });
  }
}
