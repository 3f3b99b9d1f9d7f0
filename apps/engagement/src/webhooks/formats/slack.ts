import { type Format, postJson } from './format';
import { summaryOf } from './summary';

/** Slack's incoming webhooks, and those of Mattermost and Rocket.Chat, which take the same. */
export const slack: Format = (occurrence, { url }) => {
  const { sentence, quote, link } = summaryOf(occurrence);
  const lines = [
    escape(sentence),
    ...(quote === null
      ? []
      : escape(quote)
          .split('\n')
          .map((line) => `>${line}`)),
  ];
  if (link !== null) lines.push(`<${escape(link).replaceAll('|', '%7C')}>`);
  return postJson(new URL(url), { text: lines.join('\n') });
};

/** Slack's three control characters. Without them nobody can mention `<!channel>` by a comment. */
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
