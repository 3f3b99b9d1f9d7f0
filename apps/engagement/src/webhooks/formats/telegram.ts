import { type AddressCheck, type Format, postJson } from './format';
import { summaryOf } from './summary';

/**
 * Telegram's bots: the address is `https://api.telegram.org/bot<token>/sendMessage?chat_id=<chat>`, and may have other parameters of
 * sendMessage, such as `message_thread_id`. Plain text, which nothing in a comment can format.
 */
export const telegram: Format = (occurrence, { url }) => {
  const { sentence, quote, link } = summaryOf(occurrence);
  const address = new URL(url);
  const parameters = Object.fromEntries(address.searchParams);
  address.search = '';
  const text = [sentence, ...(quote === null ? [] : ['', quote]), ...(link === null ? [] : ['', link])].join('\n');
  return postJson(address, { ...parameters, text, link_preview_options: { is_disabled: true } });
};

export const telegramAddress: AddressCheck = ({ pathname, searchParams }) =>
  pathname.endsWith('/sendMessage') && searchParams.has('chat_id')
    ? null
    : 'must end with /sendMessage?chat_id= and the id of a chat, for this format';
