import type { Message } from './messages';

export type PeopleWordKey = 'nobodyReacted' | 'andOthers';

/** What is said about those who reacted, in every language of the widget, which shows it as the server renders it. Messages are as in messages.ts. */
export const peopleWords: Readonly<Record<string, Readonly<Record<PeopleWordKey, Message>>>> = {
  en: {
    nobodyReacted: 'Nobody has reacted yet.',
    andOthers: { one: 'and {count} other', other: 'and {count} others' },
  },
  ar: {
    nobodyReacted: 'لم يتفاعل أحد بعد.',
    andOthers: {
      zero: 'و{count} شخص آخر',
      one: 'وشخص آخر',
      two: 'وشخصان آخران',
      few: 'و{count} أشخاص آخرين',
      many: 'و{count} شخصًا آخر',
      other: 'و{count} شخص آخر',
    },
  },
  cs: {
    nobodyReacted: 'Zatím nikdo nereagoval.',
    andOthers: {
      one: 'a {count} další',
      few: 'a {count} další',
      many: 'a {count} dalšího',
      other: 'a {count} dalších',
    },
  },
  de: {
    nobodyReacted: 'Noch hat niemand reagiert.',
    andOthers: { one: 'und {count} weitere Person', other: 'und {count} weitere' },
  },
  es: {
    nobodyReacted: 'Nadie ha reaccionado todavía.',
    andOthers: { one: 'y {count} persona más', many: 'y {count} personas más', other: 'y {count} personas más' },
  },
  fa: {
    nobodyReacted: 'هنوز کسی واکنشی نشان نداده است.',
    andOthers: { one: 'و {count} نفر دیگر', other: 'و {count} نفر دیگر' },
  },
  fr: {
    nobodyReacted: 'Personne n’a encore réagi.',
    andOthers: {
      one: 'et {count} autre personne',
      many: 'et {count} autres personnes',
      other: 'et {count} autres personnes',
    },
  },
  he: {
    nobodyReacted: 'עדיין לא הגיב אף אחד.',
    andOthers: { one: 'ועוד אדם אחד', two: 'ועוד שני אנשים', other: 'ועוד {count} אנשים' },
  },
  hi: {
    nobodyReacted: 'अभी तक किसी ने प्रतिक्रिया नहीं दी है।',
    andOthers: { one: 'और {count} अन्य', other: 'और {count} अन्य' },
  },
  it: {
    nobodyReacted: 'Nessuno ha ancora reagito.',
    andOthers: { one: 'e {count} altra persona', many: 'e altre {count} persone', other: 'e altre {count} persone' },
  },
  ja: { nobodyReacted: 'まだリアクションはありません。', andOthers: { other: 'ほか{count}人' } },
  ko: { nobodyReacted: '아직 반응한 사람이 없습니다.', andOthers: { other: '외 {count}명' } },
  nl: {
    nobodyReacted: 'Nog niemand heeft gereageerd.',
    andOthers: { one: 'en {count} ander', other: 'en {count} anderen' },
  },
  pl: {
    nobodyReacted: 'Nikt jeszcze nie zareagował.',
    andOthers: {
      one: 'i jeszcze {count} osoba',
      few: 'i jeszcze {count} osoby',
      many: 'i jeszcze {count} osób',
      other: 'i jeszcze {count} osoby',
    },
  },
  pt: {
    nobodyReacted: 'Ninguém reagiu ainda.',
    andOthers: { one: 'e mais {count} pessoa', many: 'e mais {count} pessoas', other: 'e mais {count} pessoas' },
  },
  ru: {
    nobodyReacted: 'Пока никто не отреагировал.',
    andOthers: {
      one: 'и ещё {count} человек',
      few: 'и ещё {count} человека',
      many: 'и ещё {count} человек',
      other: 'и ещё {count} человека',
    },
  },
  sv: {
    nobodyReacted: 'Ingen har reagerat än.',
    andOthers: { one: 'och {count} till', other: 'och {count} till' },
  },
  tr: {
    nobodyReacted: 'Henüz kimse tepki vermedi.',
    andOthers: { one: 've {count} kişi daha', other: 've {count} kişi daha' },
  },
  uk: {
    nobodyReacted: 'Поки що ніхто не відреагував.',
    andOthers: {
      one: 'і ще {count} особа',
      few: 'і ще {count} особи',
      many: 'і ще {count} осіб',
      other: 'і ще {count} особи',
    },
  },
  'zh-Hans': { nobodyReacted: '还没有人做出回应。', andOthers: { other: '以及另外 {count} 人' } },
  'zh-Hant': { nobodyReacted: '還沒有人做出回應。', andOthers: { other: '以及另外 {count} 人' } },
};
