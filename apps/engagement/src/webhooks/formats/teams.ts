import { type Format, postJson } from './format';
import { summaryOf } from './summary';

/** Workflows of Microsoft Teams ("when a Teams webhook request is received"): a message with an adaptive card. */
export const teams: Format = (occurrence, { url }) => {
  const { sentence, quote, link } = summaryOf(occurrence);
  const block = (text: string, style: object = {}) => ({ type: 'TextBlock', text: escape(text), wrap: true, ...style });
  return postJson(new URL(url), {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [block(sentence, { weight: 'bolder' }), ...(quote === null ? [] : [block(quote, { isSubtle: true })])],
          actions: link === null ? [] : [{ type: 'Action.OpenUrl', title: 'Open the page', url: link }],
        },
      },
    ],
  });
};

/** The part of Markdown that cards know. */
const escape = (text: string) => text.replace(/[\\*_[\]()#`-]/g, '\\$&');
