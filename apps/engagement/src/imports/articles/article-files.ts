import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatOf } from '../formats';
import { ImportRefusedError } from '../import-problem';
import { openInput } from '../input/open-input';
import { type ImportedArticle, type LeftPost, wordpressArticles } from './wordpress-articles';

/** The folder of article files, and the table of addresses beside it. */
export const ARTICLES = 'articles';
export const ADDRESSES = 'addresses.txt';

/**
 * Writes the posts of an export as article files, which content imports, and a table of their addresses, with which the comments of the same
 * export come to their pages.
 * @returns how many there are, and which posts were left, and why
 * @throws ImportRefusedError for a file that has no posts
 */
export async function writeArticleFiles(
  path: string,
  { format, folder }: { format: string; folder: string },
): Promise<{ articles: number; left: LeftPost[]; changed: Map<string, number> }> {
  const input = await openInput(path);
  try {
    const { name } = formatOf(format, input.files);
    if (name !== 'wordpress')
      throw new ImportRefusedError(
        `--articles is for exports of WordPress (WXR). This is one of ${name}, and has comments only.`,
      );
    await mkdir(join(folder, ARTICLES), { recursive: true });
    const left: LeftPost[] = [];
    const changed = new Map<string, number>();
    const rules: string[] = [];
    let articles = 0;
    for await (const post of wordpressArticles(input.files)) {
      if (post.kind === 'left') {
        left.push(post);
        continue;
      }
      articles += 1;
      await writeFile(join(folder, ARTICLES, `${post.slug}.md`), fileOf(post));
      for (const address of post.addresses) if (!/\s/.test(address)) rules.push(`${address} ${post.slug}`);
      for (const element of post.changed) changed.set(element, (changed.get(element) ?? 0) + 1);
    }
    if (articles === 0) throw new ImportRefusedError('There is no public post in the file.');
    await writeFile(join(folder, ADDRESSES), rules.map((rule) => `${rule}\n`).join(''));
    return { articles, left, changed };
  } finally {
    await input.close();
  }
}

/** Front matter is YAML, and JSON is YAML. */
function fileOf({ slug, title, language, publishedAt, author, topics, body }: ImportedArticle): string {
  const fields = {
    ...{ slug, title, publishedAt },
    ...(language === null ? {} : { language }),
    ...(author === null ? {} : { author }),
    ...(topics.length === 0 ? {} : { topics }),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n\n${body}\n`;
}
