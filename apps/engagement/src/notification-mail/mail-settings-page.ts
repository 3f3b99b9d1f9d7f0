import { mailChoices, type Notification, type NotificationSettings } from '@afterword/contracts';
import { mailPage } from './link-page';
import { MAIL_LANGUAGES, type MailLanguage } from './mail-language';
import { escapeHtml, isolated } from './mail-text';
import { pushSection, type PushSection } from './push-section';
import { toldSection } from './told-section';

export const MAIL_KINDS = ['replies', 'mentions', 'comments', 'decisions', 'rewards'] as const;

const TITLES = {
  replies: 'aboutReplies',
  mentions: 'aboutMentions',
  comments: 'aboutComments',
  decisions: 'aboutDecisions',
  rewards: 'aboutRewards',
} as const satisfies Record<(typeof MAIL_KINDS)[number], string>;

const TIMES = {
  off: 'never',
  now: 'atOnce',
  hourly: 'everyHour',
  daily: 'everyDay',
  weekly: 'everyWeek',
} as const satisfies Record<(typeof mailChoices)[number], string>;

const STATES = {
  waiting: 'addressWaits',
  confirmed: 'addressIsConfirmed',
  bounced: 'addressStopped',
  complained: 'addressStopped',
} as const satisfies Record<NonNullable<NotificationSettings['email']>['status'], string>;

interface MailSettingsPage {
  /** The site's name. */
  site: string;
  settings: NotificationSettings;
  /** What became of what was sent; null where the page was only opened. `address`: what was entered is no address. */
  outcome: 'saved' | 'address' | null;
  /** Null where the installation cannot push. */
  push: PushSection | null;
  /** What the reader was told, the newest first. */
  told: readonly Notification[];
}

/** What a reader gets mail about, when, where, and in which language: a form that needs no script. Below it, this device, and what became of what they were told. */
export function mailSettingsPage(
  language: MailLanguage,
  { site, settings, outcome, push, told }: MailSettingsPage,
): string {
  const { say } = language;
  const { email } = settings;
  const field = (label: string, control: string) => `<p><label>${escapeHtml(label)}<br>${control}</label></p>`;
  const choose = (name: string, chosen: string, options: readonly (readonly [value: string, label: string])[]) =>
    `<select name="${name}">` +
    options
      .map(
        ([value, label]) =>
          `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(label)}</option>`,
      )
      .join('') +
    `</select>`;
  const times = mailChoices.map((choice) => [choice, say(TIMES[choice])] as const);
  const said = [
    outcome === 'saved' && say('saved'),
    outcome === 'address' && say('noAddress'),
    email && say(STATES[email.status], { address: email.address }),
  ].filter((text) => typeof text === 'string');
  const address = `<input type="email" name="email" autocomplete="email" dir="ltr" maxlength="254" value="${escapeHtml(email?.address ?? '')}">`;
  return mailPage(language, {
    title: `${say('settings')} · ${isolated(language, site)}`,
    body: [
      said.length > 0 && `<p role="status">${escapeHtml(said.join(' '))}</p>`,
      `<form method="post">`,
      field(say('address'), address),
      ...MAIL_KINDS.map((kind) => field(say(TITLES[kind]), choose(kind, settings[kind].mail, times))),
      field(
        say('timeZone'),
        choose(
          'timeZone',
          settings.timeZone,
          [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), settings.timeZone])].map((zone) => [zone, zone]),
        ),
      ),
      field(
        say('language'),
        choose(
          'language',
          settings.language,
          Object.keys(MAIL_LANGUAGES).map((tag) => [tag, nameOf(tag)]),
        ),
      ),
      `<button type="submit">${escapeHtml(say('save'))}</button></form>`,
      push !== null && pushSection(language, push),
      toldSection(language, told, settings.timeZone),
    ]
      .filter((part) => part !== false)
      .join(''),
  });
}

/** A language's own name for itself. */
const nameOf = (tag: string): string => new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
