import ar from './languages/ar.json';
import cs from './languages/cs.json';
import de from './languages/de.json';
import es from './languages/es.json';
import fa from './languages/fa.json';
import fr from './languages/fr.json';
import he from './languages/he.json';
import hi from './languages/hi.json';
import it from './languages/it.json';
import ja from './languages/ja.json';
import ko from './languages/ko.json';
import nl from './languages/nl.json';
import pl from './languages/pl.json';
import pt from './languages/pt.json';
import ru from './languages/ru.json';
import sv from './languages/sv.json';
import tr from './languages/tr.json';
import uk from './languages/uk.json';
import zhHans from './languages/zh-Hans.json';
import zhHant from './languages/zh-Hant.json';
import { actionMessages } from './action-messages';
import { chooseLanguage } from './languages';
import { liveMessages } from './live-messages';
import { menuMessages } from './menu-messages';
import { messages } from './messages';
import { type LanguageFile, Words } from './words';

const FILES: Readonly<Record<string, LanguageFile>> = {
  en: { ...messages, ...liveMessages, ...actionMessages, ...menuMessages },
  ar,
  cs,
  de,
  es,
  fa,
  fr,
  he,
  hi,
  it,
  ja,
  ko,
  nl,
  pl,
  pt,
  ru,
  sv,
  tr,
  uk,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
};
const tags = Object.keys(FILES);
const made = new Map<string, Words>();

/** All messages in the language of a BCP 47 tag, or in English if there are none. For servers, which load every language at once. */
export function wordsIn(tag: string): Words {
  const { language, locale } = chooseLanguage(tag, tags);
  const key = `${language} ${locale}`;
  let words = made.get(key);
  if (!words) made.set(key, (words = new Words(FILES[language], locale)));
  return words;
}
