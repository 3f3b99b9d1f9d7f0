import type { Author, ReactionPeople, SiteLook, Supporters } from '@afterword/contracts';
import type { ComponentChild } from 'preact';
import { formatCount, hueOf, initialsOf, kept, PICTURE } from './format';
import { HeartIcon, MarkIcon } from './icons';
import { chooseLanguage } from './languages';
import { peopleWords } from './people-words';
import { ownIcon } from './reactions';
import { wordsIn } from './server-words';
import { languageAttributes, type Words } from './words';

const tags = Object.keys(peopleWords);

/** By language alone: whoever asks names the tag, and there are more regions than should be kept in memory. */
function wordsOf(tag: string, look: SiteLook = {}): Words {
  const { language } = chooseLanguage(tag, tags);
  const words = wordsIn(language).on(look);
  words.add(peopleWords[language] ?? {});
  return words;
}

export interface ReactionPeopleProps {
  reactions: readonly ReactionPeople[];
  /** BCP 47 tag; English if there are no messages in it. */
  language: string;
  look: SiteLook;
}

/** Who reacted, by kind, as the widget shows it. Rendered on the server alone. */
export function ReactionPeopleList({ reactions, language, look }: ReactionPeopleProps) {
  const words = wordsOf(language, look);
  const kinds = reactions.map((one, place) => ({ ...one, place })).filter(({ count }) => count > 0);
  return (
    <div {...languageAttributes(words)}>
      {kinds.length === 0 && <p class="aw-hint">{words.say('nobodyReacted')}</p>}
      {kinds.map(({ kind, count, people, others, place }) => (
        <section key={kind}>
          <p class="aw-kind aw-ui">
            {ownIcon(look.icons?.[kind]) ?? (kind === 'like' ? <HeartIcon /> : <MarkIcon index={place} />)}{' '}
            <span>{words.kind(kind)}</span> <span class="aw-hint">{formatCount(count, words.locale)}</span>
          </p>
          {people.length > 0 && (
            <>
              <ul class="aw-names" aria-label={words.kind(kind)}>
                {people.map((person) => (
                  <li key={person.id}>
                    <Face {...person} /> <span dir="auto">{words.name(person.name)}</span>
                  </li>
                ))}
              </ul>
              {others > 0 && <p class="aw-hint">{words.say('andOthers', { count: others })}</p>}
            </>
          )}
        </section>
      ))}
    </div>
  );
}

/** Names that are said in the line of supporters. */
const NAMED = 5;

// "Ada, Grace and Joan", as in all other texts here, where American English has a comma before "and".
const lists = kept((locale) => new Intl.ListFormat(locale === 'en' ? 'en-GB' : locale));

export interface SupporterNamesProps {
  supporters: Omit<Supporters, 'named'>;
  /** BCP 47 tag; English if there are no messages in it. */
  language: string;
}

/** Who rewarded, in one line; nothing where nobody did. Rendered on the server alone. */
export function SupporterNames({ supporters: { count, people }, language }: SupporterNamesProps) {
  if (count === 0) return null;
  const words = wordsOf(language);
  const named = people.slice(0, NAMED).map(({ name }) => name);
  const others = count - named.length;
  return (
    <p class="aw-hint" {...languageAttributes(words)}>
      {named.length === 0 ? words.say('supportedByReaders', { count }) : supportedBy(words, named, others)}
    </p>
  );
}

/** Each name keeps its own direction. */
function supportedBy(words: Words, names: readonly string[], others: number): ComponentChild[] {
  const entries = others > 0 ? [...names, words.say('others', { count: others })] : names;
  let place = 0;
  const list = lists(words.locale)
    .formatToParts(entries)
    .map(({ type, value }) => {
      if (type === 'literal') return value;
      place += 1;
      return place <= names.length ? <bdi>{value}</bdi> : value;
    });
  const [before, after] = words.say('supportedBy', { names: '{names}' }).split('{names}');
  return [before, ...list, after];
}

/** As beside a comment. */
function Face({ id, name, avatarUrl }: Author) {
  const picture = avatarUrl?.match(PICTURE)?.input;
  return (
    <span class="aw-avatar" data-hue={hueOf(id)} aria-hidden="true">
      {initialsOf(name)}
      {picture && <img src={picture} alt="" loading="lazy" />}
    </span>
  );
}
