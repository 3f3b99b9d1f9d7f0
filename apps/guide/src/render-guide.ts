import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { addressOf, fileAddressOf } from './addresses';
import { contentsOf, FRONT_PAGE } from './contents';
import { GuideDocument } from './guide-page';
import { renderMarkdown } from './render-markdown';

export interface GuideOrder {
  /** The folder of Markdown files. */
  docs: string;
  /** Where the pages go. */
  out: string;
  /** The built style and script. */
  style: string;
  script: string;
}

/**
 * Writes the guide: a page of HTML for each Markdown file that the contents list, and `files/` with style, script, pictures and what the
 * search looks through. Names of files hold a hash of their content.
 * @throws where a listed page is missing
 */
export async function renderGuide({ docs, out, style, script }: GuideOrder): Promise<void> {
  const frontPage = await readFile(join(docs, FRONT_PAGE.file), 'utf8');
  const sections = contentsOf(frontPage);
  const pages = [FRONT_PAGE, ...sections.flatMap((section) => section.pages)];
  await mkdir(join(out, 'files'), { recursive: true });

  /** Stores a file under a name with its hash. @returns its address */
  const store = async (name: string, content: string | Buffer): Promise<string> => {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
    const named = `${basename(name, extname(name))}-${hash}${extname(name)}`;
    await writeFile(join(out, 'files', named), content);
    return fileAddressOf(named);
  };

  const pictures = new Map<string, string>();
  const links = {
    page: (file: string) => {
      const page = pages.find((one) => one.file === file);
      return page && addressOf(page.path);
    },
    // Placed when it is stored.
    picture: (file: string) => {
      pictures.set(file, '');
      return `picture:${file}`;
    },
  };
  const rendered = await Promise.all(
    pages.map(async (page) => ({
      page,
      rendered: renderMarkdown(await readFile(join(docs, page.file), 'utf8'), page.file, links),
    })),
  );
  for (const file of pictures.keys()) pictures.set(file, await store(file, await readFile(join(docs, file))));
  const index = rendered.flatMap(({ page, rendered: { title, passages } }) =>
    passages.map(({ id, heading, text }) => [addressOf(page.path), title, id, heading, text]),
  );
  const files = {
    style: await store('guide.css', style),
    script: await store('guide.js', script),
    search: await store('search.json', JSON.stringify(index)),
  };
  for (const { page, rendered: content } of rendered) {
    const html = content.html.replace(/"picture:([^"]+)"/g, (_, file: string) => `"${pictures.get(file) ?? ''}"`);
    const document = h(GuideDocument, { page, rendered: { ...content, html }, sections, files });
    const path = join(out, `${page.path === '' ? 'index' : page.path}.html`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `<!doctype html>${render(document as VNode)}`);
  }
}
