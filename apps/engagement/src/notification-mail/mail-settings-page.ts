import { mailChoices, type Notification, notificationKinds, type NotificationSettings } from '@afterword/contracts';
import { mailPage } from './link-page';
import { MAIL_LANGUAGES, type MailLanguage } from './mail-language';
import { escapeHtml, isolated } from './mail-text';
import { pushSection, type PushSection } from './push-section';
import { toldSection } from './told-section';

const TITLES = {
  replies: 'aboutReplies',
  mentions: 'aboutMentions',
  comments: 'aboutComments',
  decisions: 'aboutDecisions',
  rewards: 'aboutRewards',
} as const satisfies Record<(typeof notificationKinds)[number], string>;

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

/** Whether the form that was sent asked about devices: what is not ticked is not in it. */
export const ASKED_DEVICES = 'devices';

/** The field that is there where a kind is ticked. */
export const deviceField = (kind: (typeof notificationKinds)[number]): string => `${kind}-push`;

/** What a reader gets mail about, when, where, where there is mail, what their devices show, and in which language: a form that needs no script. Below it, this device, and what became of what they were told. */
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
  const group = (legend: string, fields: readonly string[]) =>
    `<fieldset><legend>${escapeHtml(legend)}</legend>${fields.join('')}</fieldset>`;
  const tick = (name: string, isTicked: boolean, label: string) =>
    `<label class="tick"><input type="checkbox" name="${name}"${isTicked ? ' checked' : ''}>${escapeHtml(label)}</label>`;
  const times = mailChoices.map((choice) => [choice, say(TIMES[choice])] as const);
  const said = [
    outcome === 'saved' && say('saved'),
    outcome === 'address' && say('noAddress'),
    settings.mail === 'on' && email && say(STATES[email.status], { address: email.address }),
  ].filter((text) => typeof text === 'string');
  const address = `<input type="email" name="email" autocomplete="email" dir="ltr" maxlength="254" value="${escapeHtml(email?.address ?? '')}">`;
  return mailPage(language, {
    title: `${say('settings')} · ${isolated(language, site)}`,
    body: [
      said.length > 0 && `<p role="status">${escapeHtml(said.join(' '))}</p>`,
      `<form method="post">`,
      settings.mail === 'on' &&
        group(say('byMail'), [
          field(say('address'), address),
          ...notificationKinds.map((kind) => field(say(TITLES[kind]), choose(kind, settings[kind].mail, times))),
        ]),
      `<input type="hidden" name="${ASKED_DEVICES}" value="yes">`,
      group(
        say('onDevices'),
        notificationKinds.map((kind) => tick(deviceField(kind), settings[kind].push, say(TITLES[kind]))),
      ),
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
