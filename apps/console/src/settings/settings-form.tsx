import type { ProblemError } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { ApiProblem } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { say } from '../words';

/** A setting as a field: how it is entered, and what is said beside it. */
export type Setting = { path: string; label: string; hint?: string } & (
  | { kind: 'text' }
  /** Several entries, one a line. */
  | { kind: 'lines' }
  /** A whole number; where `isOptional`, none is null. */
  | { kind: 'number'; isOptional?: boolean }
  | { kind: 'flag' }
  | { kind: 'choice'; options: readonly (readonly [value: string, label: string])[] }
);

export interface SettingGroup {
  title: string;
  settings: readonly Setting[];
}

type Values = Record<string, unknown>;

interface SettingsFormProps {
  groups: readonly SettingGroup[];
  values: Values;
  /** Sends what has changed. @throws ApiProblem, whose `errors` name fields by the path in the request */
  save: (change: Values) => Promise<void>;
}

const at = (values: Values, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Values | undefined)?.[name], values);

/** What stands in a field. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a field's text means. */
function valueOf(setting: Setting, text: string): unknown {
  if (setting.kind === 'lines') return linesOf(text);
  if (setting.kind !== 'number') return text.trim();
  return text.trim() === '' && setting.isOptional ? null : Number(text);
}

export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** Fields for settings. Only those that were changed are sent, so two people who change different ones do not undo each other. */
export function SettingsForm({ groups, values, save }: SettingsFormProps) {
  const [edits, setEdits] = useState<Values>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [state, setState] = useState<'idle' | 'busy' | 'saved'>('idle');
  const errors = failure instanceof ApiProblem ? (failure.problem.errors ?? []) : [];
  const paths = groups.flatMap(({ settings }) => settings.map(({ path }) => path));
  /** Whether each error stands below its field. */
  const isShown =
    errors.length > 0 && errors.every((error) => paths.some((path) => errorsOf([error], path).length > 0));
  const edit = (path: string, value: unknown) => {
    setEdits({ ...edits, [path]: value });
    setState('idle');
  };
  const submit = async () => {
    setState('busy');
    setFailure(null);
    try {
      await save(nested(edits));
      setEdits({});
      setState('saved');
      announce(say('saved'));
    } catch (error) {
      setFailure(error);
      setState('idle');
    }
  };
  return (
    <form
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {groups.map(({ title, settings }) => (
        <section key={title}>
          <h2>{title}</h2>
          {settings.map((setting) => (
            <Field
              key={setting.path}
              setting={setting}
              value={setting.path in edits ? edits[setting.path] : at(values, setting.path)}
              errors={errorsOf(errors, setting.path)}
              onChange={(value) => edit(setting.path, value)}
            />
          ))}
        </section>
      ))}
      <div class="save-bar">
        <button type="submit" class="primary" disabled={state === 'busy' || Object.keys(edits).length === 0}>
          {say('save')}
        </button>
        {state === 'saved' && <span class="good">{say('saved')}</span>}
        {failure !== null &&
          (isShown ? (
            <p class="failure" role="alert">
              {say('checkFields')}
            </p>
          ) : (
            <Failure error={failure} />
          ))}
      </div>
    </form>
  );
}

const errorsOf = (errors: readonly ProblemError[], path: string): ProblemError[] => {
  const pointer = `/${path.replaceAll('.', '/')}`;
  return errors.filter((error) => error.path === pointer || error.path.startsWith(`${pointer}/`));
};

function nested(edits: Values): Values {
  const change: Values = {};
  for (const [path, value] of Object.entries(edits)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    const place = names.reduce<Values>((part, name) => (part[name] ??= {}) as Values, change);
    place[last] = value;
  }
  return change;
}

interface FieldProps {
  setting: Setting;
  value: unknown;
  errors: readonly ProblemError[];
  onChange: (value: unknown) => void;
}

function Field({ setting, value, errors, onChange }: FieldProps) {
  // The text as it is typed: a number that is not finished yet is none.
  const [text, setText] = useState<string | null>(null);
  const { path, label, hint } = setting;
  const described = { 'aria-describedby': `hint-${path}`, 'aria-invalid': errors.length > 0 };
  const shown =
    text !== null && JSON.stringify(valueOf(setting, text)) === JSON.stringify(value) ? text : textOf(value);
  const onInput = (event: { currentTarget: { value: string } }) => {
    setText(event.currentTarget.value);
    onChange(valueOf(setting, event.currentTarget.value));
  };
  const below = (
    <small id={`hint-${path}`} class={errors.length > 0 ? 'failure' : undefined}>
      {errors.length > 0 ? errors.map((error) => whereOf(error, path) + error.message).join(' · ') : hint}
    </small>
  );
  if (setting.kind === 'flag')
    return (
      <div class="field">
        <label class="switch">
          <input
            type="checkbox"
            checked={value === true}
            {...described}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          {label}
        </label>
        {below}
      </div>
    );
  return (
    <label class="field">
      <span>{label}</span>
      {setting.kind === 'choice' ? (
        <select value={String(value)} {...described} onChange={(event) => onChange(event.currentTarget.value)}>
          {setting.options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      ) : setting.kind === 'lines' ? (
        <textarea
          rows={Math.min(12, Math.max(3, shown.split('\n').length + 1))}
          spellcheck={false}
          value={shown}
          {...described}
          onInput={onInput}
        />
      ) : (
        <input
          inputMode={setting.kind === 'number' ? 'numeric' : undefined}
          class={setting.kind}
          value={shown}
          {...described}
          onInput={onInput}
        />
      )}
      {below}
    </label>
  );
}

/** The line of an entry that is wrong, from 1. */
function whereOf({ path: pointer }: ProblemError, path: string): string {
  const index = /\/(\d+)$/.exec(pointer.slice(path.length + 1))?.[1];
  return index === undefined ? '' : `${say('line', { line: Number(index) + 1 })} `;
}
