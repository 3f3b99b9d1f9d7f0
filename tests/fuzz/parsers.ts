import { createHmac } from 'node:crypto';
import { LIMITS, normalisePageKey, parseUrl, type Site } from '@afterword/contracts';
import { clientAt, Cursor, DomainError } from '@afterword/platform';
import type fc from 'fast-check';
import { Parser as HtmlParser } from 'htmlparser2';
import sharp from 'sharp';
import { z } from 'zod';
import { ArticleFileError } from '../../apps/content/src/article-import/article-file.error';
import { parseFrontMatter, peekFrontMatter } from '../../apps/content/src/article-import/front-matter';
import { plainText, renderArticle } from '../../apps/content/src/articles/article-html';
import { processImage, readImage } from '../../apps/content/src/images/picture-processing';
import { renderComment, renderStored } from '../../apps/engagement/src/comments/comment-html';
import { mentionedIn, withNames, withoutMentions } from '../../apps/engagement/src/comments/mention-syntax';
import { connectVerdict, readPolicies, scriptVerdict } from '../../apps/engagement/src/embed/check/csp';
import { prepareBody } from '../../apps/engagement/src/imports/body/import-body';
import { FORMATS } from '../../apps/engagement/src/imports/formats';
import { ImportRefusedError } from '../../apps/engagement/src/imports/import-problem';
import { reportsIn } from '../../apps/engagement/src/mail-reports/mail-report';
import {
  knownLanguage,
  mailLanguage,
  wantedLanguages,
} from '../../apps/engagement/src/notification-mail/mail-language';
import { imitates, lookOfName } from '../../apps/engagement/src/readers/reader-name';
import { SsoService } from '../../apps/engagement/src/readers/sso.service';
import type { SitesService } from '../../apps/engagement/src/sites';
import { FORMATS as WEBHOOK_FORMATS } from '../../apps/engagement/src/webhooks/formats';
import { parseQuery } from '../../libs/platform/src/http/parse-query';
import { isPublicAddress } from '../../libs/platform/src/http/public-address';
import { MarkdownTooLargeError } from '../../libs/platform/src/markdown/growth';
import { bytesLike, textsOf } from './inputs';

/** Something that reads what others have written. */
export interface Parser<Input = unknown> {
  name: string;
  inputs: fc.Arbitrary<Input>;
  /** @returns how much it made of the input, in bytes. @throws a refusal, where the input is not to be had */
  read: (input: Input) => Promise<number> | number;
  /** Errors that say what is wrong with an input. Any other one is a fault. */
  refusals: readonly (new (...args: never[]) => Error)[];
  /** The most that it may make of so many bytes. */
  most: (bytes: number) => number;
}

/** Keeps the types of a parser's input together. */
const parser = <Input>(one: Parser<Input>): Parser => one as unknown as Parser;

const sizeOf = (value: unknown): number =>
  Buffer.byteLength(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const MARKDOWN = [
  '# ',
  '> ',
  '- ',
  '1. ',
  '* ',
  '_',
  '**',
  '~~',
  '`',
  '```\n',
  '    ',
  '|',
  '|-|-|\n',
  '[a](',
  ')',
  '![',
  '](https://a.example)',
  '<b>',
  '</b>',
  '<script>',
  '<img src=x onerror=y>',
  '[^1]',
  '[^1]: ',
  '[a]: b\n',
  '&amp;',
  '&#x0;',
  '\n',
  '\n\n',
  '\\',
  'https://a.example',
  'javascript:',
  '- [x] ',
  '\u200f',
  '[@A](mention:018f0000-0000-7000-8000-000000000000)',
  '$$',
  '---\n',
  '\t',
  '\0',
  '\ud800',
  '好：**',
];
const HTML = [
  '<p>',
  '</p>',
  '<br>',
  '<a href="',
  '">',
  '<ul><li>',
  '<table><tr><td>',
  '<blockquote>',
  '<pre><code>',
  '<script>',
  '<!--',
  '-->',
  '&lt;',
  '&#99999999;',
  '<![CDATA[',
  '<svg onload=x>',
  '<b><i>',
  '</i></b>',
  '\0',
  ' ',
];
const FRONT = [
  '---\n',
  '+++\n',
  'title: ',
  'title = ',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '<<: ',
  '!!js ',
  '- ',
  '|\n',
  '>\n',
  '\n',
  '2026-01-01',
  '2026-13-45T99:99',
  'tags: [a, b]\n',
  '[[a.b]]\n',
  '1e999',
  '0x',
  '# ',
  '\t',
  'publishedAt: ',
  '\0',
];
const NAMES = ['News', 'room', '\u200d', '\u202e', '\u0301', 'Ν', 'ø', '😀', 'ﷺ', 'İ', 'ſ', '\u3164', 'राम', 'が', ' '];
const URLS = [
  'https://',
  'http://',
  'a.example',
  '/',
  '//',
  '..',
  '%',
  '%2e',
  '%C3%A9',
  '?',
  '&',
  'utm_source=',
  'a=b',
  '#',
  '@',
  ':',
  '443',
  '[::1]',
  '\\',
  'é',
  '\n',
  ' ',
  'xn--',
  '.',
  '127.0.0.1',
  '0x7f.1',
];
const POLICY = [
  'default-src ',
  'script-src ',
  'connect-src ',
  "'self'",
  "'none'",
  "'nonce-x'",
  "'strict-dynamic'",
  '*',
  'https:',
  'https://*.a.example:*',
  ';',
  ',',
  'Content-Security-Policy: ',
  '<meta content="',
  '">',
  ' ',
  '\n',
  '-Report-Only',
];
const QUERY = [
  'a=',
  '&',
  '=',
  '%',
  '%zz',
  '+',
  'sort=top',
  'page[]=',
  '__proto__=',
  'constructor=',
  '[',
  ']',
  'limit=',
  '1e9',
  '\0',
];
const MAIL = [
  'Content-Type: multipart/report; boundary=x\r\n',
  'Content-Type: message/delivery-status\r\n',
  'Content-Type: message/rfc822\r\n',
  '\r\n',
  '--x\r\n',
  '--x--\r\n',
  'Message-ID: <ask-aaaaaaaa@a.example>\r\n',
  'Final-Recipient: rfc822; a@a.example\r\n',
  'Action: failed\r\n',
  'Status: 5.1.1\r\n',
  ' folded\r\n',
  '=?utf-8?B?',
  '?=',
  'Content-Transfer-Encoding: base64\r\n',
  'Feedback-Type: abuse\r\n',
  'a@a.example',
  '<',
  '>',
  ';',
];
const TOKEN = ['eyJhbGciOiJIUzI1NiJ9', 'eyJhbGciOiJub25lIn0', '.', 'e30', '=', 'A', 'null', '{}', '%'];
const POSITION = ['eyJ', 'eyJpZCI6', 'bnVsbA', 'W10', '_', '-', '=', 'MTIz', '/', '{"id":1}'];
const ADDRESSES = [
  '127.0.0.1',
  '::1',
  '[',
  ']',
  ':',
  '::ffff:',
  '10.0.0.1',
  '%eth0',
  ',',
  ' ',
  '1.2.3.4:5555',
  'unknown',
  'for=',
  '0',
  'f',
];
const LANGUAGES = ['de', 'en-US', 'zh-Hant-TW', '*', ';q=', '0.5', 'NaN', ',', ' ', 'x-', 'i-klingon', '-'];
const EXPORTS = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '"comments"',
  '"version":1',
  '"id":1',
  'null',
  '1e400',
  '<?xml version="1.0"?>',
  '<disqus xmlns="http://disqus.com">',
  '<thread dsq:id="1">',
  '<post>',
  '</post>',
  '<rss>',
  '<channel>',
  '<item>',
  '<wp:comment>',
  '<feed>',
  '<entry>',
  '</',
  '>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  'id,parent,author,text\n',
  ';',
  '\n',
  '"a""b"',
  '\t',
  '\0',
  '2026-01-01T00:00:00Z',
];

const PEOPLE = new Map([['018f0000-0000-7000-8000-000000000000', 'A <b> $& name']]);
const SITE = { id: 'demo' } as Site;
const SSO_SECRET = 'x'.repeat(32);
const sites: Pick<SitesService, 'ssoSecrets'> = {
  ssoSecrets: () => Promise.resolve([{ secret: SSO_SECRET, generation: 1 }]),
};

/** A token whose signature holds, of whatever its parts say. */
const signed = (text: string): string => {
  const payload = Buffer.from(text).toString('base64url');
  const head = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}`;
  return `${head}.${createHmac('sha256', SSO_SECRET).update(head).digest('base64url')}`;
};
const CLAIMS = [
  '{"sub":"a","name":"b","aud":"demo","iat":1,"exp":99999999999}',
  '{',
  '}',
  '"sub":',
  '"aud":["demo"],',
  '1e400',
  'null',
  '"',
  ',',
  '-1',
  '[]',
];

const RUNS = /^(?:script|iframe|object|embed|style|link|meta|base|form|svg|math)$/;

const ILL = /^(?:on|style$|srcdoc$)/;
const LINKS = /^(?:href|src|srcset|action|formaction|poster|cite|data)$/;
const SCRIPT = /^\s*(?:javascript|vbscript|data):/i;

/** Markup that runs, wherever it got in, as a browser's parser sees it. */
function assertTame(html: string): void {
  const parser = new HtmlParser({
    onopentag: (name, attributes) => {
      const ill = Object.entries(attributes).find(
        ([attribute, value]) => ILL.test(attribute) || (LINKS.test(attribute) && SCRIPT.test(value)),
      );
      if (RUNS.test(name) || ill) throw new Error(`What runs has got into a page: <${name} ${ill?.join('=') ?? ''}>`);
    },
  });
  parser.write(html);
  parser.end();
}

const growth = (bytes: number) => LIMITS.htmlBytesFree + LIMITS.htmlBytesPerByte * bytes;

export async function parsers(): Promise<Parser[]> {
  return [
    parser({
      name: 'comments in Markdown',
      inputs: textsOf(MARKDOWN),
      read: (text) => {
        const stored = renderStored(text, { mentions: true });
        assertTame(stored);
        const html = renderComment(text);
        assertTame(html);
        const named = withNames({ body: text, html }, PEOPLE);
        assertTame(named.html);
        mentionedIn(named.html);
        withoutMentions(text);
        return sizeOf(html);
      },
      refusals: [MarkdownTooLargeError],
      most: growth,
    }),
    parser({
      name: 'articles in Markdown',
      inputs: textsOf(MARKDOWN),
      read: (text) => {
        const html = renderArticle(text);
        assertTame(html);
        plainText(html);
        return sizeOf(html);
      },
      refusals: [MarkdownTooLargeError],
      most: growth,
    }),
    parser({
      name: 'front matter in YAML and TOML',
      inputs: textsOf(FRONT).map((text) => (text.length % 2 === 0 ? `---\n${text}\n---\n` : `+++\n${text}\n+++\n`)),
      read: (text) => {
        peekFrontMatter(text);
        return sizeOf(parseFrontMatter('file.md', text).data);
      },
      refusals: [ArticleFileError],
      // An alias may stand for a longer value.
      most: (bytes) => 100_000 + 100 * bytes,
    }),
    parser({
      name: 'imported texts in HTML',
      inputs: textsOf(HTML),
      read: (value) => {
        const { html, body } = prepareBody({ format: 'html', value });
        assertTame(html);
        assertTame(prepareBody({ format: 'html-lines', value }).html);
        return sizeOf(body);
      },
      refusals: [],
      most: (bytes) => 1_000 + 8 * bytes,
    }),
    ...FORMATS.filter(({ name }) => name !== 'isso').map((format) =>
      parser({
        name: `exports of ${format.name}`,
        inputs: textsOf(EXPORTS),
        read: async (text) => {
          const file = { name: 'export', head: text.slice(0, 1_000), path: null, text: () => piecesOf(text) };
          format.recognizes(file);
          let size = 0;
          for await (const item of format.read([file], { origin: 'https://a.example' })) size += sizeOf(item);
          return size;
        },
        refusals: [ImportRefusedError],
        // What names a thread is in each of its comments.
        most: (bytes) => 100_000 + 1_000 * bytes,
      }),
    ),
    parser({
      name: 'messages about mail',
      inputs: textsOf(MAIL),
      read: async (text) => sizeOf(await reportsIn(Buffer.from(text))),
      // Its callers refuse whatever it throws as no message.
      refusals: [Error],
      most: (bytes) => 10_000 + 10 * bytes,
    }),
    parser({
      name: 'tokens of single sign-on',
      inputs: textsOf(TOKEN),
      read: async (text) => sizeOf(await new SsoService(sites as SitesService).verify(SITE, text)),
      refusals: [DomainError],
      most: (bytes) => 1_000 + bytes,
    }),
    parser({
      name: 'claims of single sign-on, signed',
      inputs: textsOf(CLAIMS),
      read: async (text) => sizeOf(await new SsoService(sites as SitesService).verify(SITE, signed(text))),
      refusals: [DomainError],
      most: (bytes) => 1_000 + 4 * bytes,
    }),
    parser({
      name: 'cursors',
      inputs: textsOf(POSITION),
      read: (text) => sizeOf(new Cursor(z.strictObject({ id: z.number() })).decode(text)),
      refusals: [DomainError],
      most: (bytes) => 100 + bytes,
    }),
    parser({
      name: 'queries',
      inputs: textsOf(QUERY),
      read: (text) => {
        const query = parseQuery(text);
        if (({} as Record<string, unknown>).a !== undefined) throw new Error('Objects have got a property');
        return sizeOf(query);
      },
      refusals: [DomainError],
      most: (bytes) => 1_000 + 8 * bytes,
    }),
    parser({
      name: 'addresses of pages',
      inputs: textsOf(URLS).map((text) => (text.length % 3 === 0 ? text : `https://a.example/${text}`)),
      read: (text) => {
        parseUrl(text);
        const normal = normalisePageKey(text);
        if (normalisePageKey(normal) !== normal) throw new Error('Its normal form has another one');
        return sizeOf(normal);
      },
      refusals: [],
      most: (bytes) => 1_000 + 9 * bytes,
    }),
    parser({
      name: 'names of readers',
      inputs: textsOf(NAMES).map((text) => Array.from(text).slice(0, LIMITS.readerNameLength).join('')),
      read: (text) => {
        imitates(text, [lookOfName('Newsroom')]);
        return sizeOf(lookOfName(text).skeletons);
      },
      refusals: [],
      most: (bytes) => 1_000 + 50 * bytes,
    }),
    parser({
      name: 'security policies',
      inputs: textsOf(POLICY),
      read: (text) => {
        const policies = readPolicies(text);
        const asked = { origin: 'https://a.example', url: 'https://b.example/embed.js' };
        for (const policy of policies) scriptVerdict(policy, asked);
        for (const policy of policies) connectVerdict(policy, asked);
        return policies.length;
      },
      refusals: [],
      most: (bytes) => 10 + bytes,
    }),
    parser({
      name: 'languages that a browser wants',
      inputs: textsOf(LANGUAGES),
      read: (text) => {
        const wanted = wantedLanguages(text);
        for (const tag of wanted) mailLanguage(tag);
        return sizeOf(knownLanguage(wanted));
      },
      refusals: [],
      most: () => 100,
    }),
    parser({
      name: 'addresses of clients',
      inputs: textsOf(ADDRESSES),
      read: (text) => {
        isPublicAddress(text);
        return sizeOf(clientAt(text));
      },
      refusals: [],
      most: (bytes) => 100 + 4 * bytes,
    }),
    parser({
      name: 'addresses of webhooks',
      inputs: textsOf([...URLS, '_matrix/', 'access_token=', 'discord.com/api/webhooks/', 'hooks.slack.com/services/']),
      read: (text) => {
        const url = parseUrl(text);
        if (url) for (const { problemOf } of Object.values(WEBHOOK_FORMATS)) problemOf?.(url);
        return 0;
      },
      refusals: [],
      most: () => 0,
    }),
    parser({
      name: 'uploaded pictures',
      inputs: bytesLike(await pictures()),
      read: async (bytes) => {
        const image = await readImage(bytes);
        if (typeof image !== 'string') await processImage(image);
        return 0;
      },
      refusals: [],
      most: () => 0,
    }),
  ];
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 4_096) yield await Promise.resolve(text.slice(at, at + 4_096));
}

function pictures(): Promise<Buffer[]> {
  const image = () => sharp({ create: { width: 24, height: 16, channels: 4, background: '#38a' } });
  return Promise.all([
    image().png().toBuffer(),
    image().jpeg().toBuffer(),
    image().webp().toBuffer(),
    image().gif().toBuffer(),
    image().avif().toBuffer(),
  ]);
}
