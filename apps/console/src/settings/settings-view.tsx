import type { ModerationSettings, Site } from '@afterword/contracts';
import { call, sitePath } from '../api/call';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { say } from '../words';
import { OutsideCheck } from './outside-checks';
import { type SettingGroup, SettingsForm } from './settings-form';
import { SingleSignOn } from './single-sign-on';
import { SiteExport } from './site-export';
import { SiteLook } from './site-look';

const MODERATION: readonly SettingGroup[] = [
  {
    title: say('settingsPublishing'),
    settings: [
      {
        ...{ path: 'mode', kind: 'choice', label: say('mode') },
        options: (['post', 'first', 'pre', 'closed'] as const).map((mode) => [mode, say(`mode_${mode}`)] as const),
      },
      { path: 'firstComments', kind: 'number', label: say('firstComments'), hint: say('firstCommentsHint') },
      {
        path: 'closeAfterDays',
        kind: 'number',
        isOptional: true,
        label: say('closeAfterDays'),
        hint: say('neverIfEmpty'),
      },
      {
        path: 'reportsToHold',
        kind: 'number',
        isOptional: true,
        label: say('reportsToHold'),
        hint: say('reportsToHoldHint'),
      },
    ],
  },
  {
    title: say('settingsLanguages'),
    settings: [{ path: 'languages', kind: 'lines', label: say('languages'), hint: say('languagesHint') }],
  },
  {
    title: say('settingsLinks'),
    settings: [
      { path: 'maxLinks', kind: 'number', isOptional: true, label: say('maxLinks'), hint: say('anyIfEmpty') },
      { path: 'allowedHosts', kind: 'lines', label: say('allowedHosts'), hint: say('hostsHint') },
      { path: 'blockedHosts', kind: 'lines', label: say('blockedHosts'), hint: say('hostsHint') },
    ],
  },
  {
    title: say('settingsFlood'),
    settings: [
      { path: 'minLength', kind: 'number', isOptional: true, label: say('minLength'), hint: say('anyIfEmpty') },
      { path: 'shape', kind: 'flag', label: say('shape'), hint: say('shapeHint') },
      { path: 'repeats', kind: 'flag', label: say('repeats'), hint: say('repeatsHint') },
      { path: 'burstComments', kind: 'number', isOptional: true, label: say('burstComments'), hint: say('anyIfEmpty') },
      { path: 'burstMinutes', kind: 'number', label: say('burstMinutes') },
      { path: 'spamFilter', kind: 'flag', label: say('spamFilter'), hint: say('spamFilterHint') },
    ],
  },
];

const SITE: readonly SettingGroup[] = [
  {
    title: say('settingsSite'),
    settings: [
      { path: 'name', kind: 'text', label: say('siteName') },
      { path: 'origins', kind: 'lines', label: say('origins'), hint: say('originsHint') },
      { path: 'reactionKinds', kind: 'lines', label: say('reactionKinds'), hint: say('reactionKindsHint') },
      {
        ...{ path: 'pages', kind: 'choice', label: say('pagesSetting') },
        options: [
          ['open', say('pages_open')],
          ['announced', say('pages_announced')],
        ],
      },
    ],
  },
  {
    title: say('settingsReaders'),
    settings: [
      { path: 'guests', kind: 'flag', label: say('guestsSetting') },
      { path: 'reservedNames', kind: 'lines', label: say('reservedNames'), hint: say('reservedNamesHint') },
      {
        ...{ path: 'avatars', kind: 'choice', label: say('avatarsSetting') },
        options: (['pictures', 'initials'] as const).map((what) => [what, say(`avatars_${what}`)] as const),
      },
      {
        ...{ path: 'proofOfWork', kind: 'choice', label: say('proofOfWork') },
        options: (['off', 'burst', 'always'] as const).map((when) => [when, say(`proof_${when}`)] as const),
      },
      {
        ...{ path: 'deletedReaders', kind: 'choice', label: say('deletedReaders') },
        options: (['tombstone', 'anonymous'] as const).map((what) => [what, say(`deletedReaders_${what}`)] as const),
      },
    ],
  },
  {
    title: say('settingsLimits'),
    settings: [
      { path: 'limits.commentLength', kind: 'number', label: say('commentLength') },
      { path: 'limits.editWindowMinutes', kind: 'number', label: say('editWindowMinutes') },
      { path: 'limits.shownDepth', kind: 'number', label: say('shownDepth') },
    ],
  },
  {
    title: say('settingsPoints'),
    settings: [
      { path: 'startingBalance', kind: 'number', label: say('startingBalance') },
      { path: 'dailyGrant', kind: 'number', label: say('dailyGrant') },
      { path: 'guestBalance', kind: 'number', label: say('guestBalance') },
      { path: 'guestDailyGrant', kind: 'number', label: say('guestDailyGrant') },
      { path: 'limits.rewardMax', kind: 'number', label: say('rewardMax') },
    ],
  },
];

/** Services that are asked about each text. */
const CHECKS = ['akismet', 'external'] as const;

/** The settings of moderation, and those of the site. */
export function SettingsView({ site }: { site: string }) {
  const moderationPath = sitePath(site, 'moderation/settings');
  const sitesPath = `/v1/admin/sites/${encodeURIComponent(site)}`;
  const moderation = useLoaded(moderationPath, (signal) => call<ModerationSettings>('GET', moderationPath, { signal }));
  const general = useLoaded(sitesPath, (signal) => call<Site>('GET', sitesPath, { signal }));
  const settings = moderation.value;
  const saveModeration = async (body: object) =>
    moderation.set(await call<ModerationSettings>('PATCH', moderationPath, { body }));
  return (
    <>
      {moderation.error !== null && <Failure error={moderation.error} onRetry={moderation.reload} />}
      {moderation.value && <SettingsForm groups={MODERATION} values={{ ...moderation.value }} save={saveModeration} />}
      {general.error !== null && <Failure error={general.error} onRetry={general.reload} />}
      {general.value && (
        <SettingsForm
          groups={SITE}
          values={{ ...general.value }}
          save={async (body) => general.set(await call<Site>('PATCH', sitesPath, { body }))}
        />
      )}
      {general.value && (
        <SiteLook
          site={general.value}
          save={async (body) => general.set(await call<Site>('PATCH', sitesPath, { body }))}
        />
      )}
      {settings &&
        CHECKS.map((name) => <OutsideCheck key={name} name={name} settings={settings} save={saveModeration} />)}
      {general.value && (
        <SingleSignOn
          isConfigured={general.value.ssoConfigured}
          save={async (body) => general.set(await call<Site>('PATCH', sitesPath, { body }))}
        />
      )}
      <SiteExport site={site} />
    </>
  );
}
