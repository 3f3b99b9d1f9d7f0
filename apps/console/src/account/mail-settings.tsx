import type { StaffMailSettings } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call } from '../api/call';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { type SettingGroup, SettingsForm } from '../settings/settings-form';
import { say } from '../words';

const PATH = '/v1/staff/mail-settings';

const CHOICES = [
  'off',
  'now',
  'hourly',
  'daily',
  'weekly',
] as const satisfies readonly StaffMailSettings['held']['mail'][];
const WHEN = CHOICES.map((choice) => [choice, say(`mail_${choice}`)] as const);

const groupsOf = ({ languages }: StaffMailSettings): readonly SettingGroup[] => [
  {
    title: say('mail'),
    settings: [
      { path: 'held.mail', kind: 'choice', label: say('mailHeld'), options: WHEN },
      { path: 'reported.mail', kind: 'choice', label: say('mailReported'), options: WHEN },
      {
        ...{ path: 'language', kind: 'choice', label: say('mailLanguage') },
        options: languages.map((tag) => [tag, nameOf(tag)] as const),
      },
    ],
  },
];

/** What a member of staff gets mail about. Digests come by the clock of the browser in which it was set last. */
export function MailSettings() {
  const { value, error, reload } = useLoaded(PATH, (signal) => call<StaffMailSettings>('GET', PATH, { signal }));
  const [saved, setSaved] = useState<StaffMailSettings | null>(null);
  const settings = saved ?? value;
  if (!settings) return error ? <Failure error={error} onRetry={reload} /> : <p class="quiet">{say('loading')}</p>;
  if (settings.mail === 'off') {
    return (
      <>
        <h2>{say('mail')}</h2>
        <p class="quiet">{say('mailOff')}</p>
      </>
    );
  }
  const { status } = settings.email;
  const save = async (change: object) => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    setSaved(await call<StaffMailSettings>('PATCH', PATH, { body: { ...change, timeZone } }));
  };
  return (
    <>
      <SettingsForm groups={groupsOf(settings)} values={{ ...settings }} save={save} />
      {status !== 'confirmed' && (
        <div class="row">
          <p class="failure">{say(`mail_${status}`)}</p>
          <button type="button" onClick={() => void save({}).catch(reload)}>
            {say('mailAgain')}
          </button>
        </div>
      )}
    </>
  );
}

/** A language's own name for itself. */
function nameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
