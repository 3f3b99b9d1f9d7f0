import type { People } from '@afterword/contracts';
import { type Failure, failureOf } from '../failure';
import type { Session } from '../session';
import { actOf } from './act';
import { Controller } from './controller';
import type { PanelHost } from './panel';
import { threadStyles } from '../thread/ui';

const rendered = (html: string) => <div dangerouslySetInnerHTML={{ __html: html }} />;

/** Who reacted to a page or a comment, and who supports it, as the service renders it in the reader's language. */
export class PeoplePanel extends Controller {
  private html?: People['html'] | null;
  private failure?: Failure | null;

  /** @param path of the page or the comment */
  constructor(
    protected override readonly host: PanelHost,
    private readonly session: Session,
    private readonly path: string,
  ) {
    super(host);
    // Those of pictures and initials.
    host.adopt(threadStyles);
  }

  get title(): string {
    return this.words.say('whoReacted');
  }

  /** Reads it anew. */
  async open(): Promise<void> {
    this.failure = null;
    try {
      this.html = (await this.session.read<People>(`${this.path}/people?language=${this.words.language}`)).html;
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.tellWatchers();
  }

  view() {
    const { failure, html } = this;
    return (
      <>
        {failure ? this.notice(failure, () => void this.open()) : html && rendered(html.reactions)}
        <div class="aw-acts">{actOf(this.words.say('close'), () => this.host.close())}</div>
      </>
    );
  }

  /** A line about those who support the page; nothing where nobody does, or where it cannot be read. */
  get supporters() {
    return this.html?.supporters && rendered(this.html.supporters);
  }
}
