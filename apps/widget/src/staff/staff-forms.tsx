import type { Author, ModerationHistory } from '@afterword/contracts';
import { MenuForm, type MenuFormHost } from '../menu/menu-form';
import { MENU_LIMITS } from '../menu/menu-limits';
import type { Moderator, Restriction, Undo } from './moderator';
import { optionalText, reasonIn, reasonsOf, textIn } from '../menu/reasons';

const DAY_MS = 86_400_000;
const DAYS = [1, 7, 30] as const;
const KINDS = [
  ['premoderate', 'premoderate'],
  ['mute', 'muteForAll'],
  ['ban', 'ban'],
] as const;

export interface StaffFormOptions {
  moderator: Moderator;
  /** Called when it is done, with what takes it back. */
  done: (undo: Undo) => void;
}

/** Removes a comment, with a reason and what its author is told. */
export class RemoveForm extends MenuForm {
  constructor(
    host: MenuFormHost,
    private readonly options: StaffFormOptions,
    private readonly comment: ModerationHistory,
  ) {
    super(host);
  }

  get title(): string {
    return this.words.say('removeTitle', { name: this.name });
  }

  protected get submitLabel(): string {
    return this.words.say('doRemove');
  }

  private get name(): string {
    return this.comment.author?.name ?? this.words.say('someone');
  }

  protected fields() {
    const { words, name } = this;
    const { decisionTextLength, decisionRuleLength } = MENU_LIMITS;
    return (
      <>
        {reasonsOf(words, words.say('reason'))}
        {optionalText(words, { name: 'message', label: words.say('message', { name }), most: decisionTextLength })}
        {optionalText(words, { name: 'rule', label: words.say('rule'), most: decisionRuleLength, rows: 1 })}
      </>
    );
  }

  protected async submit(data: FormData): Promise<void> {
    const why = { reason: reasonIn(data), message: textIn(data, 'message'), rule: textIn(data, 'rule') };
    this.options.done(await this.options.moderator.decide('remove', this.comment, why));
  }
}

/** Restricts the author of a comment. */
export class RestrictForm extends MenuForm {
  constructor(
    host: MenuFormHost,
    private readonly options: StaffFormOptions,
    private readonly author: Author,
  ) {
    super(host);
  }

  get title(): string {
    return this.words.say('restrictTitle', { name: this.author.name });
  }

  protected get submitLabel(): string {
    return this.words.say('doRestrict');
  }

  protected fields() {
    const { words } = this;
    const { name } = this.author;
    const message = words.say('message', { name });
    return (
      <>
        <fieldset class="aw-choices">
          <legend>{words.say('restrictTitle', { name })}</legend>
          {KINDS.map(([kind, label]) => (
            <label key={kind}>
              <input type="radio" name="kind" value={kind} required />
              {words.say(label)}
            </label>
          ))}
        </fieldset>
        <fieldset class="aw-choices">
          <legend>{words.say('howLong')}</legend>
          {[...DAYS, 0].map((days) => (
            <label key={days}>
              <input type="radio" name="days" value={days} required />
              {days === 0 ? words.say('forGood') : words.say('days', { count: days })}
            </label>
          ))}
        </fieldset>
        <div class="aw-choices">
          <label>
            <input type="checkbox" name="remove" />
            {words.say('removeTheirs')}
          </label>
        </div>
        {optionalText(words, { name: 'message', label: message, most: MENU_LIMITS.restrictionMessageLength })}
      </>
    );
  }

  protected async submit(data: FormData): Promise<void> {
    const days = Number(data.get('days'));
    const restriction: Restriction = {
      kind: KINDS.find(([kind]) => kind === data.get('kind'))?.[0] ?? 'premoderate',
      until: days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
      message: textIn(data, 'message'),
      comments: data.has('remove') ? 'remove' : 'keep',
    };
    this.options.done(await this.options.moderator.restrict(this.author.id, restriction));
  }
}

/** Closes the page to new comments. */
export class CloseForm extends MenuForm {
  constructor(
    host: MenuFormHost,
    private readonly options: StaffFormOptions,
  ) {
    super(host);
  }

  get title(): string {
    return this.words.say('closeTitle');
  }

  protected get submitLabel(): string {
    return this.words.say('doClose');
  }

  protected fields() {
    const { words } = this;
    const most = MENU_LIMITS.closedReasonLength;
    return optionalText(words, { name: 'reason', label: words.say('closeReason'), most });
  }

  protected async submit(data: FormData): Promise<void> {
    this.options.done(await this.options.moderator.close(true, textIn(data, 'reason')));
  }
}
