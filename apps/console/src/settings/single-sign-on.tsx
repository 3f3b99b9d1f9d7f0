import { useState } from 'preact/hooks';
import { ConfirmButton } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { say } from '../words';
import { SettingsForm } from './settings-form';

interface SingleSignOnProps {
  isConfigured: boolean;
  save: (change: object) => Promise<void>;
}

/** The secret by which the site signs its readers in. It is never shown. */
export function SingleSignOn({ isConfigured, save }: SingleSignOnProps) {
  const [failure, setFailure] = useState<unknown>(null);
  const run = (change: object) => {
    setFailure(null);
    save(change).catch(setFailure);
  };
  return (
    <>
      <SettingsForm
        groups={[
          {
            title: say('sso'),
            settings: [
              {
                path: 'ssoSecret',
                kind: 'text',
                label: say('ssoSecret'),
                hint: say(isConfigured ? 'ssoSecretSet' : 'ssoSecretUnset'),
              },
            ],
          },
        ]}
        values={{}}
        save={save}
      />
      {isConfigured && (
        <div class="row">
          <ConfirmButton
            label={say('ssoRetire')}
            text={say('ssoRetireHint')}
            onConfirm={() => run({ retirePreviousSecret: true })}
          />
          <ConfirmButton label={say('ssoEnd')} text={say('ssoEndHint')} onConfirm={() => run({ ssoSecret: null })} />
        </div>
      )}
      {failure !== null && <Failure error={failure} />}
    </>
  );
}
