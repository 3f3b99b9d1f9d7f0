import type { ModerationSettings } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { ConfirmButton } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { say } from '../words';
import { type Setting, type SettingGroup, SettingsForm } from './settings-form';

type Name = 'akismet' | 'external';

const waiting = (name: Name): Setting[] => [
  { path: `${name}.timeoutMs`, kind: 'number', label: say('checkTimeout') },
  {
    ...{ path: `${name}.fails`, kind: 'choice', label: say('checkFails') },
    options: (['open', 'closed'] as const).map((how) => [how, say(`checkFails_${how}`)] as const),
  },
];

const FIELDS: Record<Name, SettingGroup> = {
  akismet: {
    title: 'Akismet',
    settings: [
      { path: 'akismet.key', kind: 'text', label: say('akismetKey'), hint: say('akismetKeyHint') },
      { path: 'akismet.blog', kind: 'text', label: say('akismetBlog'), hint: say('akismetBlogHint') },
      {
        ...{ path: 'akismet.discard', kind: 'choice', label: say('akismetDiscard') },
        options: (['hold', 'reject'] as const).map((how) => [how, say(`akismetDiscard_${how}`)] as const),
      },
      ...waiting('akismet'),
    ],
  },
  external: {
    title: say('externalCheck'),
    settings: [
      { path: 'external.url', kind: 'text', label: say('externalUrl'), hint: say('externalUrlHint') },
      { path: 'external.secret', kind: 'text', label: say('externalSecret'), hint: say('externalSecretHint') },
      ...waiting('external'),
    ],
  },
};

/** As the service fills it in. */
const NEW = { timeoutMs: 2_000, fails: 'open', discard: 'hold' };

interface OutsideCheckProps {
  name: Name;
  settings: ModerationSettings;
  save: (change: object) => Promise<void>;
}

/** A service that is asked about each text. It is one setting: what is left out of a change would be lost. */
export function OutsideCheck({ name, settings, save }: OutsideCheckProps) {
  const [failure, setFailure] = useState<unknown>(null);
  const check = settings[name];
  return (
    <>
      <SettingsForm
        groups={[FIELDS[name]]}
        values={{ [name]: check ?? NEW }}
        save={(change) => save({ [name]: { ...check, ...(change[name] as object) } })}
      />
      {check && (
        <div class="row">
          <ConfirmButton
            label={say('checkEnd', { check: FIELDS[name].title })}
            text={say('checkEndHint')}
            onConfirm={() => {
              setFailure(null);
              save({ [name]: null }).catch(setFailure);
            }}
          />
        </div>
      )}
      {failure !== null && <Failure error={failure} />}
    </>
  );
}
