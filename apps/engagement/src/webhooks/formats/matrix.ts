import { type AddressCheck, type Format, type FormattedRequest, postJson } from './format';
import { type Summary, summaryOf } from './summary';

/**
 * A room of Matrix. Either its address in the client-server API,
 * `https://<server>/_matrix/client/v3/rooms/<room>/send/m.room.message?access_token=<token>`, where the delivery's id is the transaction, so
 * that a message is never there twice; or a webhook of the bridge matrix-hookshot, which takes `{ text, html }`.
 */
export const matrix: Format = (occurrence, { url }) => {
  const summary = summaryOf(occurrence);
  const address = new URL(url);
  const [text, html] = [textOf(summary), htmlOf(summary)];
  if (!isRoom(address)) return postJson(address, { text, html });
  return toRoom(address, occurrence.messageId, {
    msgtype: 'm.notice',
    body: text,
    format: 'org.matrix.custom.html',
    formatted_body: html,
  });
};

export const matrixAddress: AddressCheck = (url) =>
  !url.pathname.startsWith('/_matrix/') || (isRoom(url) && url.searchParams.has('access_token'))
    ? null
    : 'must end with /send/m.room.message?access_token= and a token, for this format';

const isRoom = ({ pathname }: URL) => /^\/_matrix\/client\/.+\/send\/m\.room\.message\/?$/.test(pathname);

function toRoom(address: URL, transaction: string, content: object): FormattedRequest {
  const token = address.searchParams.get('access_token') ?? '';
  // In the header: servers have begun to refuse it in the address, which lands in logs.
  address.searchParams.delete('access_token');
  address.pathname = `${address.pathname.replace(/\/$/, '')}/${encodeURIComponent(transaction)}`;
  const { headers, ...request } = postJson(address, content);
  return { ...request, method: 'PUT', headers: { ...headers, authorization: `Bearer ${token}` } };
}

const textOf = ({ sentence, quote, link }: Summary) =>
  [sentence, ...(quote?.split('\n').map((line) => `> ${line}`) ?? []), ...(link === null ? [] : [link])].join('\n');

function htmlOf({ sentence, quote, link }: Summary): string {
  const parts = [`<p>${escape(sentence)}</p>`];
  if (quote !== null) parts.push(`<blockquote>${escape(quote).replaceAll('\n', '<br>')}</blockquote>`);
  if (link !== null) parts.push(`<p><a href="${escape(link)}">${escape(link)}</a></p>`);
  return parts.join('');
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
