import type { ShareChannel } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import { Controller } from './controller';
import { MODIFIER } from './keys';
import type { PanelHost } from './panel';
import type { PageWriter } from './page-writer';
import { addressOf, SHARE_INTENTS, type ShareIntent } from './share-intents';

/** Creates the page's short link to copy. Every other channel has its own link, created on use. */
export class SharePanel extends Controller {
  private link: string | null = null;
  /** Result of copying, for the status line. */
  private statusText = '';
  private failure: { failure: Failure; again: () => void } | null = null;
  private field: HTMLInputElement | null = null;

  constructor(
    host: PanelHost,
    private readonly writer: PageWriter,
  ) {
    super(host);
  }

  open(): void {
    this.statusText = '';
    void this.make();
  }

  view() {
    const { link, statusText, failure } = this;
    return (
      <>
        {link !== null && this.channels(link)}
        <span class="aw-hint" role="status">
          {statusText}
        </span>
        {failure && this.notice(failure.failure, failure.again)}
      </>
    );
  }

  private channels(link: string) {
    const { words } = this;
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
            aria-label={words.say('shareLink')}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <button type="button" class="aw-primary" onClick={() => void this.copy(link)}>
            {words.say('copy')}
          </button>
        </div>
        <div class="aw-acts">
          {'share' in navigator && (
            <button type="button" class="aw-act" onClick={() => void this.native()}>
              {words.say('nativeShare')}
            </button>
          )}
          {SHARE_INTENTS.map((intent) => (
            <a
              key={intent.channel}
              class="aw-act"
              href={addressOf(intent, { link, title })}
              target="_blank"
              rel="noopener noreferrer"
              onClick={(event) => {
                event.preventDefault();
                void this.pass(intent);
              }}
            >
              {intent.channel === 'email' ? words.say('email') : intent.name}
            </a>
          ))}
        </div>
      </>
    );
  }

  private async make(): Promise<void> {
    this.link = (await this.linkFor('copy', () => void this.make())) ?? this.link;
    this.changed();
  }

  /** Opens the device's share dialog. */
  private async native(): Promise<void> {
    const url = await this.linkFor('native', () => void this.native());
    // The reader may cancel; the link exists anyway.
    if (url) await navigator.share({ url, title: this.writer.page.description.title }).catch(() => undefined);
  }

  private async pass(intent: ShareIntent): Promise<void> {
    // Browsers allow opening a tab during the click only, not after the response.
    const tab = intent.channel === 'email' ? null : open('', '_blank');
    if (tab) tab.opener = null;
    const link = await this.linkFor(intent.channel, () => void this.pass(intent));
    if (!link) return tab?.close();
    const address = addressOf(intent, { link, title: this.writer.page.description.title });
    if (tab) tab.location.replace(address);
    else location.assign(address);
  }

  private async linkFor(channel: ShareChannel, again: () => void): Promise<string | null> {
    const isNew = !this.writer.isShared(channel);
    this.failure = null;
    this.changed();
    try {
      const { url } = await this.writer.share(channel);
      if (isNew) this.host.announce('share', { channel, url });
      return url;
    } catch (error) {
      this.failure = { failure: failureOf(error), again };
      this.changed();
      return null;
    }
  }

  private async copy(link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      this.statusText = this.words.say('copied');
    } catch {
      // Clipboard access is denied: select the link for manual copying.
      this.field?.select();
      this.statusText = this.words.say('copyYourself', { keys: `${MODIFIER}C` });
    }
    this.changed();
  }
}
