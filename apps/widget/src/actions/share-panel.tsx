import type { ShareChannel, ShareTarget } from '@afterword/contracts';
import { actOf } from './act';
import { type Failure, failureOf } from '../failure';
import { Controller } from './controller';
import { Icon, ShareIcon } from '../ui';
import { MODIFIER } from './keys';
import type { PanelHost } from './panel';
import type { PageWriter } from './page-writer';

const addressOf = ({ url }: ShareTarget, page: { link: string; title: string }): string =>
  url.replace(/\{(link|title)\}/g, (_, name: 'link' | 'title') => encodeURIComponent(page[name]));

const withoutQuery = (address: string) => address.replace(/[?#].*/, '');

/** The picture that this document has for previews of links, if the page is this document. */
const pictureOf = (url: string) =>
  withoutQuery(url) === withoutQuery(location.href) &&
  document.querySelector<HTMLMetaElement>('[property="og:image"]')?.content;

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
  private status?: 'copied' | 'copyYourself' | null;
  /** The code of the short link that is shown as a QR code. */
  private code?: string | null;
  private failure: { failure: Failure; again: () => void } | null = null;
  private field?: HTMLInputElement | null;

  constructor(
    host: PanelHost,
    private readonly writer: PageWriter,
  ) {
    super(host);
  }

  open(): void {
    this.status = this.failure = this.code = null;
  }

  view() {
    const { status, failure, words, code, writer } = this;
    return (
      <>
        {this.channels(this.link ?? writer.description.url)}
        <span class={status === 'copied' ? 'aw-hidden' : 'aw-hint'} role="status">
          {status && words.say(status, { keys: `${MODIFIER}C` })}
          {code && (
            <img class="aw-qr" src={`${writer.page.session.client.base}/s/${code}/qr.svg`} alt={words.say('qrCode')} />
          )}
        </span>
        {failure && this.notice(failure.failure, failure.again)}
      </>
    );
  }

  private channels(link: string) {
    const { words, writer } = this;
    const { title, url } = writer.description;
    const picture = pictureOf(url);
    return (
      <>
        <div class="aw-row aw-card">
          {picture && <img src={picture} alt="" />}
          <p class="aw-wide" dir="auto">
            <b>{title}</b>
            <br />
            <span class="aw-hint">{url.split('/')[2]}</span>
          </p>
        </div>
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
            {words.say(this.status === 'copied' ? 'copied' : 'copy')}
          </button>
        </div>
        <div class="aw-acts">
          {'share' in navigator && actOf(words.say('nativeShare'), () => void this.native(), <ShareIcon />)}
          {writer.page.session.targets.map((target) => (
            <a
              key={target.channel}
              class="aw-act"
              href={addressOf(target, { link, title })}
              target="_blank"
              rel="noopener noreferrer"
              onClick={(event) => {
                event.preventDefault();
                void this.pass(target);
              }}
            >
              <Icon>
                <path d={target.icon} />
              </Icon>
              {target.channel === 'email' ? words.say('email') : target.name}
            </a>
          ))}
          {actOf(
            words.say('qrCode'),
            () => void this.draw(),
            <Icon>
              <path d="M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h6v6" />
            </Icon>,
          )}
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

  private async pass(target: ShareTarget): Promise<void> {
    // Browsers allow opening a tab during the click only, not after the response.
    const tab = target.channel === 'email' ? null : open('', '_blank');
    if (tab) tab.opener = null;
    const link = await this.linkFor(target.channel, () => void this.pass(target));
    if (!link) return tab?.close();
    const address = addressOf(target, { link, title: this.writer.description.title });
    if (tab) tab.location.replace(address);
    else location.assign(address);
  }

  /** Shows a short link of its own as a QR code. */
  private async draw(): Promise<void> {
    if (await this.linkFor('qr', () => void this.draw())) this.code = (await this.writer.share('qr')).code;
    this.tellWatchers();
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
