import { type Format, postJson } from './format';
import { summaryOf } from './summary';

/** Discord's webhooks. Nobody is mentioned by a comment, and its links show no previews. */
export const discord: Format = (occurrence, { url }) => {
  const { sentence, quote, link } = summaryOf(occurrence);
  const lines = [
    escape(sentence),
    ...(quote === null
      ? []
      : escape(quote)
          .split('\n')
          .map((line) => `> ${line}`)),
  ];
  if (link !== null) lines.push(`<${link}>`);
  return postJson(new URL(url), {
    content: short(lines),
    allowed_mentions: { parse: [] },
    // SUPPRESS_EMBEDS
    flags: 4,
  });
};

/** Discord refuses more. */
const LONGEST = 2_000;

/** A quote of many short lines grows by its marks: what is too long loses lines before the link. */
function short(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (text.length <= LONGEST) return text;
  const last = lines.at(-1) ?? '';
  return `${text.slice(0, Math.max(0, LONGEST - last.length - 2)).replace(/[\ud800-\udbff]$/, '')}…\n${last}`.slice(
    0,
    LONGEST,
  );
}

const escape = (text: string) => text.replace(/[\\*_~`|>#[\]()<@]/g, '\\$&');
