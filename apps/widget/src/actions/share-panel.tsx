import type { ShareChannel } from '@afterword/contracts';
import { actOf } from './act';
import { type Failure, failureOf } from '../failure';
import { Controller } from './controller';
import { MODIFIER } from './keys';
import type { PanelHost } from './panel';
import type { PageWriter } from './page-writer';
import { addressOf, SHARE_INTENTS, type ShareIntent } from './share-intents';

/** Puts a text that is still being made on the clipboard. @returns false if that is not allowed or the text could not be made */
async function putOnClipboard(text: Promise<string>): Promise<boolean> {
  try {
    // Browsers allow it during the click only, not after the response. The item waits for its text.
    const blob = text.then((made) => new Blob([made], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
  } catch {
    return text
      .then((made) => navigator.clipboard.writeText(made))
      .then(
        () => true,
        () => false,
      );
  }
  return true;
}

/** Shares the page. Each channel has a short link of its own, created when it is used: that counts as a share, looking does not. */
export class SharePanel extends Controller {
  /** The short link that was copied. */
  private link: string | null = null;
  /** Result of copying, for the status line. */
  private status: 'copied' | 'copyYourself' | null = null;
  private failure: { failure: Failure; again: () => void } | null = null;
  private field: HTMLInputElement | null = null;

  constructor(
    host: PanelHost,
    private readonly writer: PageWriter,
  ) {
    super(host);
  }

  open(): void {
    this.status = null;
    this.failure = null;
  }

  view() {
    const { status, failure, words } = this;
    return (
      <>
        {this.channels(this.link ?? this.writer.description.url)}
        <span class="aw-hint" role="status">
          {status && words.say(status, { keys: `${MODIFIER}C` })}
        </span>
        {failure && this.notice(failure.failure, failure.again)}
      </>
    );
  }

  private channels(link: string) {
    const { words } = this;
    const { title } = this.writer.description;
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
            onCopy={() => void this.make()}
          />
          <button type="button" class="aw-primary" onClick={() => void this.copy()}>
            {words.say('copy')}
          </button>
        </div>
        <div class="aw-acts">
          {'share' in navigator && actOf(words.say('nativeShare'), () => void this.native())}
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

  /** Makes the link to copy. */
  private async make(): Promise<string | null> {
    this.link = (await this.linkFor('copy', () => void this.copy())) ?? this.link;
    this.tellWatchers();
    return this.link;
  }

  /** Opens the device's share dialog with the page's own address: it may be cancelled, and then nothing was shared. */
  private async native(): Promise<void> {
    try {
      await navigator.share(this.writer.description);
    } catch {
      return;
    }
    await this.countNative();
  }

  private async countNative(): Promise<void> {
    await this.linkFor('native', () => void this.countNative());
  }

  private async pass(intent: ShareIntent): Promise<void> {
    // Browsers allow opening a tab during the click only, not after the response.
    const tab = intent.channel === 'email' ? null : open('', '_blank');
    if (tab) tab.opener = null;
    const link = await this.linkFor(intent.channel, () => void this.pass(intent));
    if (!link) return tab?.close();
    const address = addressOf(intent, { link, title: this.writer.description.title });
    if (tab) tab.location.replace(address);
    else location.assign(address);
  }

  private async linkFor(channel: ShareChannel, again: () => void): Promise<string | null> {
    const isNew = !this.writer.isShared(channel);
    this.failure = null;
    this.tellWatchers();
    try {
      const { url } = await this.writer.share(channel);
      if (isNew) this.host.announce('share', { channel, url });
      return url;
    } catch (error) {
      this.failure = { failure: failureOf(error), again };
      this.tellWatchers();
      return null;
    }
  }

  private async copy(): Promise<void> {
    const made = this.make();
    const text = made.then((link) => link ?? Promise.reject(new Error('no link')));
    const isCopied = await putOnClipboard(text);
    if ((await made) === null) return;
    this.status = isCopied ? 'copied' : 'copyYourself';
    this.tellWatchers();
    // Selected for copying by hand, once the field shows it.
    if (!isCopied) queueMicrotask(() => this.field?.select());
  }
}
