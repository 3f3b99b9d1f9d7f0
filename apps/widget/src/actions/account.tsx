import { type Failure, failureOf } from '../failure';
import type { PageStore } from '../page-store';
import type { Drafts } from '../live/draft';
import type { Storage } from '../storage';
import { Controller, type ControllerHost } from './controller';
import { rename, signOut } from './sessions';

/** Whether values are stored at all. */
function isStoring({ prefix }: Storage): boolean {
  try {
    const key = `${prefix}works`;
    localStorage.setItem(key, '');
    localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

/** The reader's name with the buttons to change it and to sign out. */
export class Account extends Controller {
  private failure: Failure | null = null;
  private statusText = '';

  constructor(
    host: ControllerHost,
    private readonly page: PageStore,
    private readonly drafts: Drafts,
  ) {
    super(host);
  }

  view() {
    const { words, failure, statusText } = this;
    const { session } = this.page;
    const { current } = session;
    const name = this.drafts.name.trim();
    const isNewName = current !== null && session.isGuest && name !== '' && name !== session.guestName;
    return (
      <div class="aw-account aw-ui aw-hint" role="group" aria-label={words.say('account')}>
        {current && <span dir="auto">{words.say('actingAs', { name: current.name })}</span>}
        {isNewName && (
          <button type="button" class="aw-act" onClick={() => void this.act(() => rename(session, name))}>
            {words.say('changeName')}
          </button>
        )}
        {current && (
          <button type="button" class="aw-act" onClick={() => void this.act(() => this.leave())}>
            {words.say('signOut')}
          </button>
        )}
        <span role="status">{statusText}</span>
        {!isStoring(session.storage) && <span>{words.say('notKept')}</span>}
        {failure && this.notice(failure, null)}
      </div>
    );
  }

  private async leave(): Promise<void> {
    await signOut(this.page.session);
    this.drafts.name = '';
    this.host.announce('sign-out', {});
    this.statusText = this.words.say('signedOut');
    this.host.focusOn('textarea');
  }

  private async act(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.statusText = '';
    try {
      await work();
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.changed();
  }
}
