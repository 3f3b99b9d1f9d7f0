import { type Failure, failureOf } from '../failure';
import { Panel } from './panel';
import { addressOf, SHARE_INTENTS } from './share-intents';

/** Makes the page's short link, and offers to copy it and the channels. */
export class SharePanel extends Panel {
  override get label(): string {
    return this.words.say('sharePage');
  }
  private link: string | null = null;
  /** What became of copying it. */
  private said = '';
  private failure: Failure | null = null;
  private field: HTMLInputElement | null = null;

  open(): void {
    this.said = '';
    void this.make();
  }

  view() {
    const { link, said, failure } = this;
    return (
      <>
        {link !== null && this.ways(link)}
        <span class="aw-hint" role="status">
          {said}
        </span>
        {failure && this.notice(failure, () => void this.make())}
      </>
    );
  }

  private ways(link: string) {
    const { title } = this.writer.page.description;
    return (
      <>
        <div class="aw-row">
          <input
            ref={(field) => {
              this.field = field;
            }}
            class="aw-field aw-wide"
            readOnly
            dir="ltr"
            value={link}
            aria-label={this.words.say('shareLink')}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <button type="button" class="aw-primary" onClick={() => void this.copy(link)}>
            {this.words.say('copy')}
          </button>
        </div>
        <div class="aw-acts">
          {'share' in navigator && (
            <button
              type="button"
              class="aw-act"
              onClick={() => void navigator.share({ url: link, title }).catch(() => undefined)}
            >
              {this.words.say('nativeShare')}
            </button>
          )}
          {SHARE_INTENTS.map((intent) => (
            <a
              key={intent.channel}
              class="aw-act"
              href={addressOf(intent, { link, title })}
              target="_blank"
              rel="noopener noreferrer"
            >
              {intent.channel === 'email' ? this.words.say('email') : intent.name}
            </a>
          ))}
        </div>
      </>
    );
  }

  private async make(): Promise<void> {
    const isNew = !this.writer.isShared;
    this.failure = null;
    this.changed();
    try {
      const { url } = await this.writer.share('copy');
      this.link = url;
      if (isNew) this.host.announce('share', { channel: 'copy', url });
      this.changed();
    } catch (error) {
      this.failure = failureOf(error);
      this.changed();
    }
  }

  private async copy(link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      this.said = this.words.say('copied');
    } catch {
      // Not allowed here: the link is selected, and the reader copies it.
      this.field?.select();
      this.said = this.words.say('copyYourself');
    }
    this.changed();
  }
}
