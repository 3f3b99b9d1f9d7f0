import { type Failure, failureOf } from '../failure';
import { actOf } from './act';
import type { PageStore } from '../page-store';
import type { Drafts } from '../live/draft';
import type { Storage } from '../storage';
import { Controller, type ControllerHost } from './controller';
import { questionOf } from './question';
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
  private failure?: Failure | null;
  private statusWords = '';
  /** Whether a guest is asked before signing out: nothing brings their session back. */
  private isAsking?: boolean;

  constructor(
    host: ControllerHost,
    private readonly page: PageStore,
    private readonly drafts: Drafts,
  ) {
    super(host);
  }

  view() {
    const { words, drafts, failure, statusWords } = this;
    const { session } = this.page;
    const { current } = session;
    const name = drafts.name.trim();
    const isNewName = name !== '' && name !== session.guestName;
    return (
      <div class="aw-account aw-ui aw-hint" role="group" aria-label={words.say('account')}>
        {current && <span dir="auto">{words.say('actingAs', { name: current.name })}</span>}
        {current &&
          session.isGuest &&
          (isNewName
            ? actOf(words.say('save'), () => void this.act(() => this.rename(name)))
            : actOf(words.say(session.guestName ? 'changeName' : 'addName'), () => {
                drafts.isNaming = true;
                this.host.focusOn('input[name=name]');
              }))}
        {current && !this.isAsking && (
          <button
            type="button"
            class="aw-act aw-leave"
            onClick={() => (session.isGuest ? this.ask(true) : void this.act(() => this.leave()))}
          >
            {words.say('signOut')}
          </button>
        )}
        {current && this.isAsking && this.question()}
        <span role="status">{statusWords}</span>
        {!isStoring(session.storage) && <span>{words.say('notKept')}</span>}
        {failure && this.notice(failure, null)}
      </div>
    );
  }

  private ask(isAsking: boolean): void {
    this.isAsking = isAsking;
    this.host.focusOn(isAsking ? '.aw-account .aw-question button:last-child' : '.aw-leave');
    this.tellWatchers();
  }

  private question() {
    const { words } = this;
    return questionOf(words, {
      text: words.say('signOutQuestion'),
      confirm: words.say('signOut'),
      onConfirm: () => void this.act(() => this.leave()),
      onCancel: () => this.ask(false),
    });
  }

  private async rename(name: string): Promise<void> {
    await rename(this.page.session, name);
    this.drafts.isNaming = false;
    // The pressed button goes, with the field.
    this.host.focusOn('.aw-account button');
  }

  private async leave(): Promise<void> {
    this.isAsking = false;
    await signOut(this.page.session);
    this.drafts.name = '';
    this.host.announce('sign-out', {});
    this.statusWords = this.words.say('signedOut');
    this.host.focusOn('textarea');
  }

  private async act(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.statusWords = '';
    try {
      await work();
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.tellWatchers();
  }
}
