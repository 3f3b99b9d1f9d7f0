// Measures the spam filter on texts that are known to be spam or not: `node tools/measure-spam-filter.mjs <folder>`. The folder has files
// `*.jsonl` with a line `{ "text", "spam" }` for each text. Every text is judged by a filter that learned from four fifths of the others.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const FOLDS = 5;
const root = fileURLToPath(new URL('..', import.meta.url));

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node tools/measure-spam-filter.mjs <folder with .jsonl files>');
  process.exit(2);
}

const { opinionOf, tokensOf, HELD_FROM } = await filter();
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .flatMap((name) =>
    readFileSync(join(resolve(folder), name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  )
  .map(({ text, spam }, index) => ({ spam, tokens: tokensOf(text), fold: foldOf(index) }));

const judged = [];
for (let fold = 0; fold < FOLDS; fold += 1) {
  const evidence = learn(texts.filter((text) => text.fold !== fold));
  for (const { spam, tokens } of texts.filter((text) => text.fold === fold)) {
    judged.push({ spam, probability: opinionOf(tokens, evidence)?.probability ?? 0 });
  }
}

const spam = judged.filter((text) => text.spam).length;
console.log(`${texts.length} texts, ${spam} of them spam; each judged by what ${FOLDS - 1} fifths of them taught`);
for (const from of [0.5, 0.9, HELD_FROM, 0.99]) {
  const held = judged.filter(({ probability }) => probability >= from);
  const right = held.filter((text) => text.spam).length;
  const percent = (part, whole) => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
  console.log(
    `held from ${from}${from === HELD_FROM ? ' (as built)' : ''}: precision ${percent(right, held.length)}, ` +
      `recall ${percent(right, spam)}, false positives ${percent(held.length - right, judged.length - spam)}`,
  );
}

/** Neighbours are alike, so that neighbours are dealt to different folds in an order that looks like none. */
function foldOf(index) {
  return Math.floor(((index * 2654435761) % 2 ** 32) / (2 ** 32 / FOLDS));
}

function learn(known) {
  const comments = { spam: 0, ham: 0 };
  const words = new Map();
  for (const { spam: isSpam, tokens } of known) {
    const kind = isSpam ? 'spam' : 'ham';
    comments[kind] += 1;
    for (const { bucket } of tokens) {
      const seen = words.get(bucket) ?? { spam: 0, ham: 0 };
      seen[kind] += 1;
      words.set(bucket, seen);
    }
  }
  return { comments, words };
}

/** The filter as the service has it. */
async function filter() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './classifier'; export { tokensOf } from './tokens';`,
      resolveDir: join(root, 'apps/engagement/src/spam-filter'),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
