import type { Comment, ReportList, ReportReceipt } from '@afterword/contracts';
import { actOf } from '../actions/act';
import type { PageWriter } from '../actions/page-writer';
import { MenuForm, type MenuFormHost } from './menu-form';
import { MENU_LIMITS } from './menu-limits';
import { optionalText, reasonIn, reasonsOf, textIn } from './reasons';

/** A report to the moderators; once it is sent, what became of it. */
export class ReportForm extends MenuForm {
  private reports?: ReportList['items'] | null;
  private isSent?: boolean;

  constructor(
    host: MenuFormHost,
    private readonly writer: PageWriter,
    private readonly comment: Comment,
  ) {
    super(host);
    void this.load();
  }

  get title(): string {
    return this.words.say('reportTitle');
  }

  protected get submitLabel(): string {
    return this.words.say('sendReport');
  }

  override view() {
    const { words, reports, isSent, comment } = this;
    const own = reports?.find((report) => report.comment === comment.id);
    if (!own && !isSent) return super.view();
    const outcome = { open: 'reportOpen', upheld: 'reportUpheld', dismissed: 'reportDismissed' } as const;
    const count = (status: keyof typeof outcome) => reports?.filter((report) => report.status === status).length ?? 0;
    return (
      <div class="aw-form">
        <p role="status">{words.say(isSent || !own ? 'reportThanks' : outcome[own.status])}</p>
        {reports && reports.length > 1 && (
          <p class="aw-hint">
            {words.say('reportsSoFar', {
              upheld: count('upheld'),
              dismissed: count('dismissed'),
              open: count('open'),
            })}
          </p>
        )}
        <span class="aw-row">{actOf(words.say('close'), () => this.host.close())}</span>
      </div>
    );
  }

  protected fields() {
    const { words } = this;
    return (
      <>
        {reasonsOf(words, words.say('why'))}
        {optionalText(words, { name: 'text', label: words.say('reportText'), most: MENU_LIMITS.decisionTextLength })}
      </>
    );
  }

  protected async submit(data: FormData): Promise<void> {
    const path = `/v1/comments/${this.comment.id}/reports`;
    await this.writer.send<ReportReceipt>('POST', path, {
      body: { reason: reasonIn(data), text: textIn(data, 'text') },
    });
    this.isSent = true;
    await this.load();
    this.host.focusOn(`#comment-${this.comment.id} .aw-panel`);
  }

  /** Only a reader who has a session can have reported something. A failure shows the form: reporting twice is one report. */
  private async load(): Promise<void> {
    const { session } = this.writer.page;
    if (!session.current) return;
    const list = await session.read<ReportList>('/v1/me/reports?limit=100').catch(() => null);
    this.reports = list?.items ?? null;
    this.tellWatchers();
  }
}
