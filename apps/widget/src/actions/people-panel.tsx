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
  people?: People | null;
  private failure?: Failure | null;

  /** @param path of the page or the comment */
  constructor(
    protected override readonly host: PanelHost,
    private readonly session: Session,
    private readonly path: string,
    /** Withdraws the reader's name from the supporters. @throws Failure */
    readonly withdrawName?: () => Promise<unknown>,
  ) {
    super(host);
    // Those of pictures and initials.
    host.adopt(threadStyles);
  }

  get title(): string {
    return this.words.say('whoReacted');
  }

  /** Reads it anew. @param change done before */
  async open(change?: () => Promise<unknown>): Promise<void> {
    this.failure = null;
    try {
      await change?.();
      this.people = await this.session.read<People>(`${this.path}/people?language=${this.words.language}`);
    } catch (error) {
      this.failure = failureOf(error);
    }
    this.tellWatchers();
  }

  view() {
    const { failure, people } = this;
    return (
      <>
        {failure ? this.notice(failure, () => void this.open()) : people && rendered(people.html.reactions)}
        <div class="aw-acts">{actOf(this.words.say('close'), () => this.host.close())}</div>
      </>
    );
  }

  /** A line about those who support the page; nothing where nobody does, or where it cannot be read. */
  get supporters() {
    const { people, failure } = this;
    return (
      people?.html.supporters && (
        <div role="status">
          {rendered(people.html.supporters)}
          {failure && this.notice(failure, null)}
        </div>
      )
    );
  }
}
