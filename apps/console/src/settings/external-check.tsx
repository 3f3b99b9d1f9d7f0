import type { ModerationSettings } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { ConfirmButton } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { say } from '../words';
import { type SettingGroup, SettingsForm } from './settings-form';

const FIELDS: readonly SettingGroup[] = [
  {
    title: say('externalCheck'),
    settings: [
      { path: 'external.url', kind: 'text', label: say('externalUrl'), hint: say('externalUrlHint') },
      { path: 'external.secret', kind: 'text', label: say('externalSecret'), hint: say('externalSecretHint') },
      { path: 'external.timeoutMs', kind: 'number', label: say('externalTimeout') },
      {
        ...{ path: 'external.fails', kind: 'choice', label: say('externalFails') },
        options: (['open', 'closed'] as const).map((how) => [how, say(`externalFails_${how}`)] as const),
      },
    ],
  },
];

/** As the service fills it in. */
const NEW = { timeoutMs: 2_000, fails: 'open' };

interface ExternalCheckProps {
  settings: ModerationSettings;
  /** @param external replaces what there is; null switches it off */
  save: (external: object | null) => Promise<void>;
}

/** A classifier of the site's own. It is one setting: what is left out of a change would be lost. */
export function ExternalCheck({ settings: { external }, save }: ExternalCheckProps) {
  const [failure, setFailure] = useState<unknown>(null);
  return (
    <>
      <SettingsForm
        groups={FIELDS}
        values={{ external: external ?? NEW }}
        save={(change) => save({ ...external, ...(change.external as object) })}
      />
      {external && (
        <div class="row">
          <ConfirmButton
            label={say('externalEnd')}
            text={say('externalEndHint')}
            onConfirm={() => {
              setFailure(null);
              save(null).catch(setFailure);
            }}
          />
        </div>
      )}
      {failure !== null && <Failure error={failure} />}
    </>
  );
}
