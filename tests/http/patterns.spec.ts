import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runInNewContext } from 'node:vm';
import { LIMITS } from '@afterword/contracts';
import { analyse } from 'scslre';
import ts from 'typescript';
import { PLAIN_TEXT } from '../../apps/engagement/src/comments/comment-html';
import { pageKeySchema } from '../../libs/contracts/src/api/page-key';
import { httpUrl, text } from '../../libs/contracts/src/text';

const ROOT = join(__dirname, '../..');

/** All code that runs in a service or in a reader's browser, and so may see what somebody wrote. */
const FOLDERS = [
  ...['apps/content/src', 'apps/engagement/src', 'apps/widget/src'],
  ...['libs/contracts/src', 'libs/platform/src', 'libs/ui/src'],
];

/**
 * Patterns that may take long, and never see anything long: by their file and source. Those of the normalization of page addresses
 * (`libs/contracts/src/{page-key,http-url}.ts`) are walked as all others, and what they read is checked for its length first.
 */
const BOUNDED = new Map([
  [
    String.raw`apps/content/src/cards/card-text.ts /^[\s\u200d]+|[\s\u200d]+$/g`,
    'titles, of `LIMITS.titleLength` at most',
  ],
  [
    String.raw`apps/content/src/pages/theme-folder.ts /--([a-z0-9-]+): light-dark\((#\w+), (#\w+)\)/g`,
    'our own style sheet',
  ],
  [String.raw`apps/widget/src/live/thread-link.ts /\/+$/`, 'the path of the page that the widget is on'],
  [String.raw`apps/widget/src/render/render.ts /\d+$/`, 'names of our own components'],
  [String.raw`libs/ui/src/lengths.ts /(-?\d*\.?\d+)rem(?!,16px)/g`, 'our own style sheets'],
]);

/** Patterns that are put together while the program runs: by their file, with what they are made of. */
const COMPOSED = new Map([
  ['apps/content/src/articles/image-sizes.ts', 'constants'],
  ['apps/content/src/article-import/dialects/foreign-date.ts', 'constants'],
  ['apps/content/src/cards/card-text.ts', 'constants'],
  ['apps/content/src/cards/itemize.ts', 'names of scripts'],
  ['apps/content/src/pages/theme-settings.ts', 'types of files'],
  ['apps/content/src/search/snippet.ts', 'words of a search, escaped, as alternatives'],
  ['apps/engagement/src/comments/comment-html.ts', 'constants; it is walked as all others'],
  ['apps/engagement/src/readers/reader-name.ts', 'names of scripts'],
  ['libs/contracts/src/one-line.ts', 'constants'],
  ['libs/platform/src/http/idempotency-key.ts', 'constants'],
  ['libs/platform/src/markdown/comment-sanitizer.ts', 'constants'],
  ['libs/platform/src/queue/redis-check.ts', 'names of fields of INFO'],
]);

interface Pattern {
  file: string;
  line: number;
  source: string;
  flags: string;
}

const codeIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.|\.generated\.|\.d\.ts$/.test(file))
    .map((file) => join(ROOT, folder, file));

function patternsIn(path: string): { patterns: Pattern[]; composed: boolean } {
  const code = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const file = relative(ROOT, path);
  const patterns: Pattern[] = [];
  let composed = false;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const line = code.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      patterns.push({ file, line, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
      composed = true;
    ts.forEachChild(node, visit);
  };
  visit(code);
  return { patterns, composed };
}

const found = FOLDERS.flatMap(codeIn).map((path) => ({ path: relative(ROOT, path), ...patternsIn(path) }));
const patterns = found.flatMap((file) => file.patterns);
/** Put together, and tried on all that readers write. */
const plainText: Pattern = { file: 'apps/engagement/src/comments/comment-html.ts', line: 0, ...sourceOf(PLAIN_TEXT) };
const unbounded = [...patterns, plainText].filter(
  ({ file, source, flags }) => !BOUNDED.has(`${file} /${source}/${flags}`),
);

function sourceOf({ source, flags }: RegExp) {
  return { source, flags };
}

describe('the patterns in the code', () => {
  it('are found', () => {
    expect(patterns.length).toBeGreaterThan(80);
    const composed = found.filter((file) => file.composed).map(({ path }) => path);
    expect(composed.filter((path) => !COMPOSED.has(path))).toEqual([]);
  });

  it('take time that grows with the length of a text, and not with its square', () => {
    const reports = unbounded.flatMap(({ file, line, source, flags }) => {
      // `Move` too: a match that is tried again from every place of a long run.
      const { reports: slow } = analyse({ source, flags }, { reportTypes: { Move: true, Self: true, Trade: true } });
      return slow.map(({ type }) => `${file}:${line} /${source}/${flags}: ${type}`);
    });
    expect(reports).toEqual([]);
  });

  it('come to an end with texts of 200,000 characters', () => {
    const characters = [
      'a',
      'A',
      '0',
      ' ',
      '-',
      '/',
      '\n',
      '.',
      ':',
      '<',
      '[',
      '`',
      '\\',
      '"',
      'é',
      '\ud83e',
      '\u0300',
    ];
    const texts = characters.flatMap((character) => [character.repeat(200_000), `${character.repeat(200_000)}\u0001`]);
    for (const { file, line, source, flags } of unbounded) {
      const pattern = new RegExp(source, flags);
      const run = () => {
        // A run that does not end is cut off: one that is linear takes milliseconds.
        runInNewContext('for (const text of texts) text.replace(pattern, "")', { texts, pattern }, { timeout: 20_000 });
        return 'ended';
      };
      expect([file, line, run()]).toEqual([file, line, 'ended']);
    }
  });
});

describe('what is too long', () => {
  const slashes = `https://a${'/'.repeat(15_500)}x`;

  it.each([
    ['a page key', pageKeySchema, slashes],
    ['a page key with many parameters', pageKeySchema, `https://a/?${'utm_1=1&'.repeat(1_300)}`],
    ['a URL', httpUrl, slashes],
    ['a text', text(LIMITS.titleLength), '\ud800'.repeat(15_500)],
  ])('is refused for its length before anything else is looked at: %s', (_name, schema, value) => {
    const { error } = schema.safeParse(value);
    expect(error?.issues.map(({ code }) => code)).toEqual(['too_big']);
  });
});
