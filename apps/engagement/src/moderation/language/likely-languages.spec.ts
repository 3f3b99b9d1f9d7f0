import { languages } from '@afterword/contracts';
import { likelyLanguages } from './likely-languages';

/** Sentences of comments, each as short as they are written. */
const SENTENCES = {
  en: 'The council should have asked the people who live here first.',
  de: 'Die Stadt hätte vorher die Anwohner fragen sollen.',
  fr: 'La ville aurait dû demander aux habitants.',
  es: '¿Alguien sabe cuándo abre el puente otra vez?',
  it: 'Non sono per niente d’accordo con quello che scrivi.',
  pt: 'Concordo totalmente com o autor do artigo.',
  nl: 'Daar ben ik het helemaal niet mee eens.',
  sv: 'Jag håller inte alls med författaren om det här.',
  da: 'Jeg er slet ikke enig med forfatteren i denne sag.',
  fi: 'En ole lainkaan samaa mieltä kirjoittajan kanssa.',
  pl: 'Zupełnie się nie zgadzam z autorem tego artykułu.',
  cs: 'S autorem tohoto článku vůbec nesouhlasím.',
  tr: 'Bu yazının yazarına hiç katılmıyorum.',
  ru: 'Я совершенно не согласен с автором этой статьи.',
  uk: 'Я зовсім не згоден з автором цієї статті.',
  el: 'Δεν συμφωνώ καθόλου με τον συγγραφέα του άρθρου.',
  ar: 'لا أتفق إطلاقا مع كاتب هذا المقال.',
  he: 'אני לא מסכים בכלל עם כותב המאמר.',
  fa: 'من اصلا با نویسنده این مقاله موافق نیستم.',
  hi: 'मैं इस लेख के लेखक से बिल्कुल सहमत नहीं हूँ।',
  zh: '我完全不同意这篇文章作者的观点。',
  ja: 'この記事の筆者の意見にはまったく賛成できません。',
  ko: '저는 이 글쓴이의 의견에 전혀 동의하지 않습니다.',
  vi: 'Tôi hoàn toàn không đồng ý với tác giả bài viết.',
};

describe('the languages that a text may be in', () => {
  it.each(Object.entries(SENTENCES))('begin with %s for a sentence in it', async (language, sentence) => {
    const likely = await likelyLanguages(sentence);
    expect(likely[0]).toBe(language);
    expect(languages).toEqual(expect.arrayContaining(likely));
  });

  it.each([
    'Danke!',
    'Nice one, mate',
    'C’est n’importe quoi',
    'haha',
    '👍👍👍 :-D',
    '42 : 17',
    'https://paper.example/ein-langer-artikel-ueber-die-stadt-und-ihre-bewohner',
    '`the council should have asked the people who live here first`',
    '> The council should have asked the people who live here first.\n\nGenau!',
    '```\nthe council should have asked the people who live here first\n```\nok',
    '@the-council-should-have-asked-the-people-who-live-here ja',
  ])('are none for what is too short, or not written by its author: %s', async (text) => {
    expect(await likelyLanguages(text)).toEqual([]);
  });

  it('are those of the author’s own words, not of what they quote', async () => {
    const quote = `> ${SENTENCES.en}\n> ${SENTENCES.en}\n\n${SENTENCES.de}`;
    expect((await likelyLanguages(quote))[0]).toBe('de');
  });

  it('has Serbian among them in both of its alphabets', async () => {
    expect(await likelyLanguages('Уопште се не слажем са аутором овог чланка.')).toContain('sr');
    expect(await likelyLanguages('Uopšte se ne slažem sa autorom ovog članka.')).toContain('sr');
  });
});
