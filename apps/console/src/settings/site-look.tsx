import type { Site } from '@afterword/contracts';
import { useState } from 'preact/hooks';
// By its file: the library's index would pull in its schemas.
import { WIDGET_LANGUAGES } from '../../../../libs/contracts/src/widget-languages';
import { locale, say } from '../words';
import { linesOf, type Setting, type SettingGroup, SettingsForm } from './settings-form';

interface SiteLookProps {
  site: Site;
  save: (change: { look: object }) => Promise<void>;
}

/** How the site shows its reactions and points: pictures, amounts, and words by language. */
export function SiteLook({ site, save }: SiteLookProps) {
  const { reactionKinds } = site;
  const look = inKnownLanguages(site.look);
  const [added, setAdded] = useState<readonly string[]>([]);
  const [language, setLanguage] = useState('');
  const languages = [...new Set([...Object.keys(look.texts ?? {}), ...added])];
  const others: readonly string[] = WIDGET_LANGUAGES.filter((tag) => !languages.includes(tag));
  const chosen = others.find((tag) => tag === language) ?? others[0];
  const groups: SettingGroup[] = [
    {
      title: say('look'),
      settings: [
        ...reactionKinds.map((kind): Setting => ({
          path: `look.icons.${kind}`,
          kind: 'text',
          label: say('lookIcon', { kind }),
        })),
        { path: 'look.reactors', kind: 'flag', label: say('lookReactors'), hint: say('lookReactorsHint') },
        { path: 'look.coin', kind: 'text', label: say('lookCoin'), hint: say('lookIconHint') },
        { path: 'look.amounts', kind: 'lines', label: say('lookAmounts'), hint: say('lookAmountsHint') },
      ],
    },
    ...languages.map((tag) => ({
      title: say('lookTexts', { language: nameOf(tag) }),
      settings: textsOf(tag, reactionKinds),
    })),
  ];
  return (
    <>
      <SettingsForm
        groups={groups}
        values={{ look }}
        save={(change) => save({ look: withChange(look, change.look as Part) ?? {} })}
      />
      {chosen !== undefined && (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            setAdded([...added, chosen]);
          }}
        >
          <label class="field">
            <span>{say('lookLanguage')}</span>
            <select value={chosen} onChange={(event) => setLanguage(event.currentTarget.value)}>
              {others.map((tag) => (
                <option key={tag} value={tag}>
                  {nameOf(tag)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">{say('lookAdd')}</button>
        </form>
      )}
    </>
  );
}

/** Without words in languages that the widget has not, which earlier versions stored and which cannot be set any more. */
const inKnownLanguages = ({ texts, ...look }: Site['look']): Site['look'] => ({
  ...look,
  ...(texts && {
    texts: Object.fromEntries(Object.entries(texts).filter(([tag]) => WIDGET_LANGUAGES.some((known) => known === tag))),
  }),
});

function textsOf(tag: string, kinds: readonly string[]): Setting[] {
  const path = `look.texts.${tag}`;
  const others = kinds.filter((kind) => kind !== 'like');
  return [
    { path: `${path}.like`, kind: 'text', label: say('lookName', { kind: 'like' }) },
    ...others.map((kind): Setting => ({
      path: `${path}.reactions.${kind}`,
      kind: 'text',
      label: say('lookName', { kind }),
    })),
    ...formsOf(tag).map((form): Setting => ({
      path: `${path}.points.${form}`,
      kind: 'text',
      label: say('lookPoints', { form }),
      hint: say('lookPointsHint'),
    })),
    { path: `${path}.reward`, kind: 'text', label: say('lookReward') },
    { path: `${path}.about`, kind: 'text', label: say('lookAbout'), hint: say('lookAboutHint') },
  ];
}

/** The plural forms of a language, such as `one` and `other`; of one that the browser does not know, `other`. */
function formsOf(tag: string): string[] {
  try {
    return new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  } catch {
    return ['other'];
  }
}

/** A language in the console's own; the tag where it has no name. */
function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

interface Part {
  [name: string]: unknown;
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The whole after a change, since it is stored as one; without what is empty, which is ours again. Undefined where nothing is left. */
function withChange(whole: Part, change: Part): Part | undefined {
  const after = (name: string): unknown => {
    const [before, value] = [whole[name], change[name]];
    if (!(name in change)) return before;
    return isPart(value) ? withChange(isPart(before) ? before : {}, value) : valueOf(name, value);
  };
  const names = new Set([...Object.keys(whole), ...Object.keys(change)]);
  const parts = [...names].map((name) => [name, after(name)] as const).filter(([, value]) => value !== undefined);
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

/** What stands in a field; undefined where nothing does. */
function valueOf(name: string, value: unknown): unknown {
  if (name !== 'amounts') return value === '' || value === false ? undefined : value;
  const amounts = linesOf((value as string[]).join('\n')).map(Number);
  return amounts.length > 0 ? amounts : undefined;
}
