import { unfitForOneLine } from '@afterword/contracts';
import { execute, rowsOf } from '@afterword/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts of one line, and what stands in for one that shows nothing. */
const TEXTS = [
  ['article_version', 'title', '(select a.slug from article a where a.id = article_id)'],
  ['article', 'author', 'null'],
  ['article', 'source_name', 'source_url'],
  ['article_topic', 'name', 'slug'],
  ['related_link', 'title', 'url'],
] as const;

/** One after the other, until the text fits. A line break parts words; nothing else that goes does. */
const CLEANING: readonly ((text: string) => string)[] = [
  (text) => text.replace(/[\t\n\v\f\r\x85\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, ''),
  // Joiners, selectors and tags may belong to how a word or an emoji is written.
  (text) =>
    text.replace(
      /(?!\p{Join_Control}|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu,
      '',
    ),
  (text) =>
    text
      .normalize('NFD')
      .replace(/^\p{M}+|(?<=(\p{Mn}))\1+|(?<=[\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+|(?<=\p{M}{8})\p{M}+/gu, '')
      .normalize('NFC'),
  (text) => text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
];

/**
 * Why: titles, authors, topics and sources are one line of visible characters; those that were stored before too, or their articles could
 * not be changed, and a control of direction in one turns what stands beside it.
 * Locks: rows with unfit texts. Way back: nothing to do; cleaned texts stay clean.
 */
export class OneLineTexts1764000000011 implements MigrationInterface {
  name = 'OneLineTexts1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column, otherwise] of TEXTS) {
      const texts = `
        -- What ASCII alone cannot have is looked at here; the few that do not fit are changed one by one
        select distinct ${column} as text from ${table} where ${column} ~ '[^ -~]' or ${column} !~ '[!-~]'`;
      const change = `
        -- $1 what was read, $2 what it becomes, or null
        update ${table} set ${column} = coalesce($2::text, ${otherwise}) where ${column} = $1::text`;
      for (const { text } of await rowsOf<{ text: string }>(runner.manager, texts)) {
        if (unfitForOneLine(text) !== null) await execute(runner.manager, change, [text, cleaned(text)]);
      }
    }
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

/** Null for a text that shows nothing. */
function cleaned(text: string): string | null {
  let clean = text;
  for (const step of CLEANING) {
    clean = step(clean).trim();
    if (unfitForOneLine(clean) === null) return clean;
  }
  return null;
}
