import { plainText } from './article-html';

export interface ArticleHeading {
  id: string;
  /** Without formatting and footnotes. */
  text: string;
  /** 0 for the highest level of the text. */
  level: number;
}

const HEADING = /<h([2-6])((?: [a-z]+="[^"]*")*)>(.*?)<\/h\1>/gs;

/** The headings of a rendered text, in order. Those without text are left out. */
export function headingsOf(html: string): ArticleHeading[] {
  const found = [...html.matchAll(HEADING)].flatMap(([, level, attributes = '', content = '']) => {
    const id = / id="([^"]*)"/.exec(attributes)?.[1];
    const text = plainText(content);
    return id === undefined || text === '' ? [] : [{ id, text, level: Number(level) }];
  });
  const highest = Math.min(...found.map(({ level }) => level));
  return found.map((heading) => ({ ...heading, level: heading.level - highest }));
}
